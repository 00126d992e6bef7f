"""The way from the console to the server."""
