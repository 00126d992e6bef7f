"""Folders for Unix sockets, whose names may not be long, wherever temporary files are kept."""

import tempfile
from pathlib import Path
from typing import Final

LONGEST_ROOT: Final = 60
"""A socket's whole name has room for 107 bytes; folder and file take up to 45 of them."""
SHORT_ROOT: Final = "/tmp"  # noqa: S108 - mkdtemp makes a folder of its own there


def socket_folder(prefix: str) -> Path:
    """Make an empty folder of our own in which sockets can be opened."""
    root = tempfile.gettempdir()
    return Path(
        tempfile.mkdtemp(
            prefix=prefix, dir=root if len(root.encode()) <= LONGEST_ROOT else SHORT_ROOT
        )
    )
