"""Makes the sounds of the console as small wave files beside this script."""

import math
import struct
import wave
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

RATE: Final = 22_050
EDGE_SECONDS: Final = 0.006
Tone = Callable[[float], float]


def steady(*frequencies: float) -> Tone:
    """Give several frequencies sounding at once."""
    return lambda t: sum(math.sin(math.tau * f * t) for f in frequencies) / len(frequencies)


def sweep(low: float, high: float, *, seconds: float) -> Tone:
    """Give a tone that rises from low to high."""
    slope = (high - low) / seconds
    return lambda t: math.sin(math.tau * (low * t + slope * t * t / 2))


def piece(tone: Tone, *, seconds: float, loudness: float) -> list[float]:
    """Sample a tone, with soft edges so that it does not crack."""
    count = int(seconds * RATE)
    edge = EDGE_SECONDS * RATE
    return [
        tone(n / RATE) * loudness * min(1.0, n / edge, (count - n) / edge) for n in range(count)
    ]


def silence(seconds: float) -> list[float]:
    """Give nothing to hear for a while."""
    return [0.0] * int(seconds * RATE)


def ring() -> list[float]:
    """Two tones in turn, then a rest: a call rings at this desk."""
    pair = [
        *piece(steady(784.0, 1568.0), seconds=0.22, loudness=0.5),
        *piece(steady(587.0, 1174.0), seconds=0.22, loudness=0.5),
    ]
    return [*pair, *pair, *silence(0.72)]


def station_alarm() -> list[float]:
    """Three rising sweeps: an order has come to the station."""
    rise = [*piece(sweep(420.0, 1380.0, seconds=0.8), seconds=0.8, loudness=0.8), *silence(0.2)]
    return [*rise, *rise, *rise]


def notice() -> list[float]:
    """One soft click: something may be read when there is time."""
    fading = piece(steady(1250.0), seconds=0.05, loudness=0.35)
    return [sample * (1 - n / len(fading)) for n, sample in enumerate(fading)]


def write(path: Path, samples: Iterable[float]) -> None:
    """Write samples as 16-bit mono."""
    data = b"".join(struct.pack("<h", int(max(-1.0, min(1.0, s)) * 32_000)) for s in samples)
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(data)


if __name__ == "__main__":
    here = Path(__file__).parent
    write(here / "ring.wav", ring())
    write(here / "station_alarm.wav", station_alarm())
    write(here / "notice.wav", notice())
