"""The version of the protocol between server and seats."""

from typing import Final

PROTOCOL: Final = 3
"""Raised whenever an older console could misread a newer server."""
