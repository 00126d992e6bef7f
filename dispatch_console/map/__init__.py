"""The electronic map."""
