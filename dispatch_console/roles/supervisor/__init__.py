"""The supervisor's window: the whole room in sight."""
