"""The curves from which the city begins: rings, radials and rivers that wander a little."""

from typing import Final

import numpy as np

from gis_data.datums import FloatArray

_STEP_M: Final = 45.0
_ASPECT: Final = 1.14


def ring(radius: float, random: np.random.Generator) -> FloatArray:
    """Return a closed curve about the middle, somewhat wider than high and never quite round."""
    turns = np.linspace(0.0, 2 * np.pi, max(48, int(2 * np.pi * radius / _STEP_M)), endpoint=False)
    reach = np.full_like(turns, radius)
    for wave in (2, 3, 4, 5, 7):
        size = random.normal(0.0, 0.075) / np.sqrt(wave)
        reach += radius * size * np.cos(wave * turns + random.uniform(0, 2 * np.pi))
    rows = np.column_stack((reach * _ASPECT * np.cos(turns), reach * np.sin(turns)))
    return np.vstack((rows, rows[:1]))


def radial(angle: float, start: float, end: float, random: np.random.Generator) -> FloatArray:
    """Return a curve outwards from the middle that sways to either side."""
    along = np.arange(start, end, _STEP_M)
    sway = np.zeros_like(along)
    for length in (2500.0, 6000.0, 15_000.0):
        size = random.normal(0.0, 0.035) * length
        sway += size * (
            np.sin(along / length * np.pi + random.uniform(0, 2 * np.pi))
            - np.sin(start / length * np.pi)
        )
    sway -= sway[0]
    out = np.array([np.cos(angle), np.sin(angle)])
    aside = np.array([-out[1], out[0]])
    return np.asarray(along[:, None] * out + sway[:, None] * aside)


def river(
    half_width: float, *, passing: float, swing: float, random: np.random.Generator
) -> FloatArray:
    """Return the middle of a river from west to east that passes the middle of the city south."""
    x = np.arange(-half_width * 1.4, half_width * 1.4, _STEP_M)
    y = np.full_like(x, -passing)
    for length, size in ((half_width * 1.7, 1.0), (half_width * 0.72, 0.52), (half_width / 3, 0.2)):
        phase = random.uniform(0, 2 * np.pi)
        wave = np.sin(x / length * np.pi + phase)
        y += swing * size * (wave - np.sin(phase))
    return np.column_stack((x, y))


def tributary(meeting: FloatArray, half_height: float, random: np.random.Generator) -> FloatArray:
    """Return the middle of a lesser river that comes from the north and ends in the greater."""
    y = np.arange(half_height * 1.4, meeting[1], -_STEP_M)
    along = y - meeting[1]
    x = np.full_like(y, meeting[0])
    for length, size in ((half_height * 1.1, 0.12), (half_height * 0.45, 0.06)):
        x += half_height * size * np.sin(along / length * np.pi) * random.uniform(0.7, 1.4)
    x -= along * random.uniform(0.25, 0.45)
    return np.vstack((np.column_stack((x, y)), meeting))


def blob(middle: FloatArray, radius: float, random: np.random.Generator) -> FloatArray:
    """Return a closed, smooth, lobed outline: a pond, a grove."""
    turns = np.linspace(0.0, 2 * np.pi, 40, endpoint=False)
    reach = np.ones_like(turns)
    for wave in (2, 3, 5):
        reach += (
            random.normal(0.0, 0.16)
            / np.sqrt(wave)
            * np.cos(wave * turns + random.uniform(0, 2 * np.pi))
        )
    tilt = random.uniform(0, np.pi)
    shape = np.column_stack((np.cos(turns), np.sin(turns) * random.uniform(0.55, 0.95)))
    turn = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
    rows = middle + radius * (shape * reach[:, None]) @ turn
    return np.vstack((rows, rows[:1]))
