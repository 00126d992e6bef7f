"""Where houses may stand on a block of each use: rows, towers, courts, sheds and lanes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from gis_data.city_maker.land_use import Use
from gis_data.datums import FloatArray

_BOX: Final = ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))
_ANGLE: Final = ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.0), (-0.1, 0.0), (-0.1, 0.5), (-0.5, 0.5))
_COURT: Final = (
    *((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (0.22, 0.5)),
    *((0.22, -0.12), (-0.22, -0.12), (-0.22, 0.5), (-0.5, 0.5)),
)
_CROSS: Final = (
    *((-0.2, -0.5), (0.2, -0.5), (0.2, -0.22), (0.5, -0.22), (0.5, 0.22), (0.2, 0.22)),
    *((0.2, 0.5), (-0.2, 0.5), (-0.2, 0.22), (-0.5, 0.22), (-0.5, -0.22), (-0.2, -0.22)),
)
_STEPPED: Final = (
    *((-0.5, -0.5), (0.0, -0.5), (0.0, -0.3), (0.5, -0.3)),
    *((0.5, 0.5), (0.0, 0.5), (0.0, 0.3), (-0.5, 0.3)),
)
SHAPES: Final = tuple(np.array(shape) for shape in (_BOX, _ANGLE, _COURT, _CROSS, _STEPPED))
"""Outlines on a square of one metre, counter-clockwise, open."""
BOX, ANGLE, COURT, CROSS, STEPPED = range(5)
_STEPPED_SHARE: Final = 0.25


@dataclass(frozen=True, eq=False)
class Footprints:
    """Houses in a block's own frame: middle, width along, depth across, outline and height."""

    middles: FloatArray
    sizes: FloatArray
    shapes: FloatArray
    metres_high: FloatArray


Pattern = Callable[[FloatArray, np.random.Generator], Footprints]
"""From the half extents of a block to the houses that might stand there."""


def footprints(use: Use, half: FloatArray, random: np.random.Generator) -> Footprints | None:
    """Return where houses of a use might stand within the half extents, or None for open ground."""
    pattern = _PATTERNS.get(use)
    return None if pattern is None else pattern(half, random)


def _grid(
    half: FloatArray, *, step: tuple[float, float], jitter: float, random: np.random.Generator
) -> FloatArray:
    """Return middles on a loose grid that fills the extents."""
    counts = np.maximum(1, (2 * half / np.array(step)).astype(np.int64))
    gaps = 2 * half / counts
    along, across = np.meshgrid(np.arange(counts[0]) + 0.5, np.arange(counts[1]) + 0.5)
    rows = np.column_stack((along.ravel(), across.ravel())) * gaps - half
    return np.asarray(rows + random.normal(0.0, jitter, rows.shape))


def _storeys(
    low: int, high: int, *, each: float, count: int, random: np.random.Generator
) -> FloatArray:
    return random.integers(low, high, count).astype(np.float64) * each


def _thinned(rows: FloatArray, share: float, random: np.random.Generator) -> FloatArray:
    return rows[random.random(len(rows)) < share]


def _slabs(half: FloatArray, random: np.random.Generator) -> Footprints:
    """Rows of six-storey slabs, one behind the other."""
    length = float(random.uniform(38, 62))
    rows = _grid(half, step=(length + 9, float(random.uniform(23, 30))), jitter=0.6, random=random)
    rows = _thinned(rows, 0.93, random)
    sizes = np.column_stack((np.full(len(rows), length), np.full(len(rows), 12.5)))
    shapes = np.where(random.random(len(rows)) < _STEPPED_SHARE, STEPPED, BOX)
    return Footprints(rows, sizes, shapes, np.full(len(rows), random.choice([15.0, 18.0, 21.0])))


def _towers(half: FloatArray, random: np.random.Generator) -> Footprints:
    """High towers, staggered, with broken outlines."""
    rows = _grid(half, step=(54, 50), jitter=3.0, random=random)
    rows = _thinned(rows, 0.86, random)
    wide = random.uniform(24, 40, len(rows))
    sizes = np.column_stack((wide, random.uniform(17, 22, len(rows))))
    shape = int(random.choice([CROSS, STEPPED, CROSS, COURT]))
    high = np.full(len(rows), float(random.integers(18, 34)) * 3.0)
    return Footprints(rows, sizes, np.full(len(rows), shape), high)


def _old_town(half: FloatArray, random: np.random.Generator) -> Footprints:
    """Small houses, close together, each somewhat different."""
    rows = _thinned(_grid(half, step=(17, 15.5), jitter=1.1, random=random), 0.9, random)
    sizes = random.uniform((10, 9), (16.5, 14.5), rows.shape)
    shapes = random.choice([BOX, BOX, ANGLE, ANGLE, COURT], len(rows))
    return Footprints(rows, sizes, shapes, _storeys(1, 5, each=3.2, count=len(rows), random=random))


def _centre(half: FloatArray, random: np.random.Generator) -> Footprints:
    """Offices and stores: few, deep, of every height."""
    rows = _thinned(_grid(half, step=(46, 42), jitter=3.0, random=random), 0.9, random)
    sizes = random.uniform((26, 24), (42, 38), rows.shape)
    shapes = random.choice([BOX, BOX, ANGLE, COURT, STEPPED], len(rows))
    high = np.round(random.gamma(2.2, 4.5, len(rows)) + 3) * 3.6
    return Footprints(rows, sizes, shapes, np.minimum(high, 280.0).astype(np.float64))


def _villas(half: FloatArray, random: np.random.Generator) -> Footprints:
    """Detached houses in gardens."""
    rows = _thinned(_grid(half, step=(25, 27), jitter=2.0, random=random), 0.85, random)
    sizes = random.uniform((11, 10), (15, 13), rows.shape)
    shapes = random.choice([ANGLE, STEPPED, BOX], len(rows))
    return Footprints(rows, sizes, shapes, np.full(len(rows), 9.0))


def _village(half: FloatArray, random: np.random.Generator) -> Footprints:
    """Farmers' houses along lanes, with gaps."""
    rows = _thinned(_grid(half, step=(21, 22), jitter=1.8, random=random), 0.5, random)
    sizes = random.uniform((10, 9), (15, 12.5), rows.shape)
    shapes = random.choice([BOX, BOX, ANGLE], len(rows))
    return Footprints(rows, sizes, shapes, _storeys(2, 5, each=3.2, count=len(rows), random=random))


def _sheds(half: FloatArray, random: np.random.Generator) -> Footprints:
    """Long low halls."""
    rows = _thinned(_grid(half, step=(92, 50), jitter=2.0, random=random), 0.85, random)
    sizes = random.uniform((58, 26), (84, 40), rows.shape)
    shapes = random.choice([BOX, BOX, BOX, ANGLE], len(rows))
    return Footprints(rows, sizes, shapes, random.uniform(7, 14, len(rows)))


def _campus(half: FloatArray, random: np.random.Generator) -> Footprints:
    """Winged buildings among lawns."""
    rows = _thinned(_grid(half, step=(82, 66), jitter=6.0, random=random), 0.75, random)
    sizes = random.uniform((44, 30), (66, 46), rows.shape)
    shapes = random.choice([COURT, ANGLE, BOX, STEPPED], len(rows))
    return Footprints(rows, sizes, shapes, _storeys(4, 9, each=3.6, count=len(rows), random=random))


def _school(half: FloatArray, random: np.random.Generator) -> Footprints:
    """Two or three winged houses on one side of a yard."""
    rows = _grid(half * np.array([1.0, 0.6]), step=(62, 40), jitter=2.0, random=random)
    rows = rows - np.array([0.0, half[1] * 0.3])
    sizes = random.uniform((38, 16), (54, 28), rows.shape)
    shapes = random.choice([COURT, ANGLE, BOX], len(rows))
    return Footprints(rows, sizes, shapes, _storeys(4, 6, each=3.6, count=len(rows), random=random))


def _hospital(half: FloatArray, random: np.random.Generator) -> Footprints:
    """High ward blocks and wings."""
    rows = _grid(half, step=(72, 54), jitter=2.0, random=random)
    sizes = random.uniform((48, 26), (62, 40), rows.shape)
    shapes = random.choice([CROSS, COURT, ANGLE], len(rows))
    return Footprints(
        rows, sizes, shapes, _storeys(4, 20, each=3.6, count=len(rows), random=random)
    )


_PATTERNS: Final[dict[Use, Pattern]] = {
    Use.ESTATE: _slabs,
    Use.TOWERS: _towers,
    Use.OLD_TOWN: _old_town,
    Use.CENTRE: _centre,
    Use.VILLAS: _villas,
    Use.VILLAGE: _village,
    Use.INDUSTRY: _sheds,
    Use.CAMPUS: _campus,
    Use.SCHOOL: _school,
    Use.HOSPITAL: _hospital,
}
