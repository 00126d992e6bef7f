"""The maintainer's window: the server, people, devices, sign-ins, settings."""
