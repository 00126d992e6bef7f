"""Voice for the test phones: frames of tones in G.711 A-law, and which tone some voice holds."""

import functools
import math
from collections.abc import Iterable
from typing import Final

RATE: Final = 8000
FRAME: Final = 160
SILENCE: Final = bytes([0xD5]) * FRAME
_LEVEL: Final = 0.3


def _encoded(sample: int) -> int:
    """Return the A-law byte of a 13-bit signed sample."""
    sign, magnitude = (0xD5, sample) if sample >= 0 else (0x55, -sample - 1)
    if magnitude < 32:
        return (magnitude >> 1) ^ sign
    segment = magnitude.bit_length() - 5
    return ((segment << 4) | ((magnitude >> segment) & 0x0F)) ^ sign


def _decoded(code: int) -> int:
    """Return the 16-bit signed sample of an A-law byte."""
    code ^= 0x55
    segment, low = (code >> 4) & 7, code & 0x0F
    magnitude = (low << 4) + 8 if segment == 0 else ((low << 4) + 0x108) << (segment - 1)
    return magnitude if code & 0x80 else -magnitude


_ENCODE: Final = bytes(_encoded(s if s < 4096 else s - 8192) for s in range(8192))
_DECODE: Final = tuple(_decoded(code) for code in range(256))


def encode(samples: Iterable[int]) -> bytes:
    """Return 16-bit samples as A-law."""
    return bytes(_ENCODE[(sample >> 3) & 0x1FFF] for sample in samples)


def decode(voice: bytes) -> list[int]:
    """Return A-law as 16-bit samples."""
    return [_DECODE[code] for code in voice]


@functools.lru_cache(maxsize=64)
def tone(hertz: int) -> tuple[bytes, ...]:
    """Return one second of a tone, to be repeated; a tone of 0 hertz is silence."""
    if hertz == 0:
        return (SILENCE,)
    step = 2 * math.pi * hertz / RATE
    voice = encode(int(32767 * _LEVEL * math.sin(step * index)) for index in range(RATE))
    return tuple(voice[start : start + FRAME] for start in range(0, RATE, FRAME))


def level(samples: list[int], hertz: int) -> float:
    """Return the strength of one tone in the samples, from 0 to 1 of the loudest possible."""
    if not samples:
        return 0.0
    turn = 2 * math.cos(2 * math.pi * hertz / RATE)
    last, before = 0.0, 0.0
    for sample in samples:
        last, before = sample + turn * last - before, last
    power = last * last + before * before - turn * last * before
    return 2 * math.sqrt(max(power, 0.0)) / len(samples) / 32767
