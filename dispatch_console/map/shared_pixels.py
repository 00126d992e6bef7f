"""Memory that the console and a render process both see; it vanishes with the two of them."""

import mmap
import os
import sys
import tempfile
from pathlib import Path
from typing import Final, Self
from uuid import uuid4

_PREFIX: Final = "dispatch-map-"
_IS_NAMELESS: Final = hasattr(os, "memfd_create")
"""Whether blocks can be made without a file; the other process then finds them by our number."""


class SharedPixels:
    """A block of bytes under a name; `create` it at one side, `join` it at the other.

    On Windows and Linux nothing has to be removed: the block ends with its last process, however
    that ends. Elsewhere it is a file whose name the one who joins takes away.
    """

    def __init__(self, name: str, memory: mmap.mmap, descriptor: int | None = None) -> None:
        self.name = name
        self.bytes = memory
        self._descriptor = descriptor

    @classmethod
    def create(cls, size: int) -> Self:
        """Make a new block of so many bytes."""
        if sys.platform == "win32":
            name = f"{_PREFIX}{uuid4().hex}"
            return cls(name, mmap.mmap(-1, size, tagname=name))
        if hasattr(os, "memfd_create"):
            descriptor = os.memfd_create(_PREFIX)
            os.ftruncate(descriptor, size)
            name = Path(os.sep, "proc", str(os.getpid()), "fd", str(descriptor))
            return cls(str(name), mmap.mmap(descriptor, size), descriptor)
        with tempfile.NamedTemporaryFile(prefix=_PREFIX, delete=False) as file:
            file.truncate(size)
            return cls(file.name, mmap.mmap(file.fileno(), size))

    @classmethod
    def join(cls, name: str, size: int) -> Self:
        """Open the block that another process made."""
        if sys.platform == "win32":
            return cls(name, mmap.mmap(-1, size, tagname=name))
        with Path(name).open("r+b") as file:
            memory = mmap.mmap(file.fileno(), size)
        if not _IS_NAMELESS:
            Path(name).unlink(missing_ok=True)
        return cls(name, memory)

    def close(self) -> None:
        """Let go of the block."""
        self.bytes.close()
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        elif sys.platform != "win32" and not _IS_NAMELESS:
            Path(self.name).unlink(missing_ok=True)
