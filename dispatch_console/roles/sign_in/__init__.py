"""The window before the windows: signing in beside a test of the desk itself."""
