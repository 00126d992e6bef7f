"""Whether whoever waits for an answer is still there when it comes: windows close in between."""

from collections.abc import Callable
from functools import partial

from PyQt6 import sip
from PyQt6.QtCore import QObject


def still_there(told: Callable[..., object]) -> bool:
    """Return False for a method of a Qt object that was destroyed; calling it would be a fault."""
    method: Callable[..., object] = told
    while isinstance(method, partial):
        method = method.func
    owner = getattr(method, "__self__", None)
    return not (isinstance(owner, QObject) and sip.isdeleted(owner))
