"""The head of a WAV file: how long it is, and whether its writer has finished it. Pure."""

import struct
from dataclasses import dataclass
from typing import Final

HEAD: Final = 4096
_CHUNK: Final = struct.Struct("<4sI")
_FIRST: Final = struct.Struct("<4sI4s")


class NotWav(Exception):
    """The bytes are not the beginning of a WAV file."""


@dataclass(frozen=True, slots=True)
class WavHead:
    """What the head of a file of `size` bytes says.

    `finished` is true once the writer has put the final length in, which it does on closing.
    """

    seconds: float
    finished: bool


def read_head(head: bytes, *, size: int) -> WavHead:
    """Read the head of a file of `size` bytes, or raise `NotWav`."""
    if len(head) < _FIRST.size or (head[:4], head[8:12]) != (b"RIFF", b"WAVE"):
        raise NotWav("no RIFF WAVE head")
    whole = _FIRST.unpack_from(head)[1] + _CHUNK.size
    rate = 0
    at = _FIRST.size
    while at + _CHUNK.size <= len(head):
        name, length = _CHUNK.unpack_from(head, at)
        at += _CHUNK.size
        if name == b"data":
            return _head(rate, voice=size - at, finished=whole in (size, size + 1, size - 1))
        if name == b"fmt " and at + 12 <= len(head):
            rate = int.from_bytes(head[at + 8 : at + 12], "little")
        at += length + length % 2
    raise NotWav("no voice in it")


def _head(rate: int, *, voice: int, finished: bool) -> WavHead:
    if rate == 0:
        raise NotWav("no rate in it")
    return WavHead(seconds=voice / rate, finished=finished)
