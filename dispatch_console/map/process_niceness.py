"""Lets the desk's own window go first: render processes run below normal priority."""

import os
import sys
from typing import Final

_NICENESS: Final = 10
_BELOW_NORMAL: Final = 0x4000


def be_nice() -> None:
    """Lower the priority of this process where the platform has such a thing."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only there on this platform

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    else:
        os.nice(_NICENESS)
