"""The broker through which vehicles speak, and the server's link to it."""
