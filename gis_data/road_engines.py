"""Which library searches a network, chosen by its size, and what it prepares beforehand."""

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from gis_data.road_arcs import RoadArcs
from gis_data.road_cch import CchEngine, contraction_order
from gis_data.road_scipy import ScipyEngine
from gis_data.road_search import RoadEngine
from gis_data.stored_positions import IntArray

log = logging.getLogger(__name__)

MakeEngine = Callable[[RoadArcs], RoadEngine]

HIERARCHY_FROM: Final = 15_000
"""From so many arcs on a hierarchy answers sooner than scipy; below, scipy needs no preparing."""
ORDER_FILE: Final = "roads.order.npz"


def engine_for(arcs: RoadArcs) -> RoadEngine:
    """Return the engine that suits a network."""
    if len(arcs.tail) < HIERARCHY_FROM:
        return ScipyEngine(arcs)
    return CchEngine(arcs, contraction_order(arcs))


def engine_beside(folder: Path) -> MakeEngine:
    """Return what `engine_for` does, with the preparation kept in a folder if that is possible."""

    def made(arcs: RoadArcs) -> RoadEngine:
        if len(arcs.tail) < HIERARCHY_FROM:
            return ScipyEngine(arcs)
        return CchEngine(arcs, kept_order(arcs, folder))

    return made


def kept_order(arcs: RoadArcs, folder: Path) -> IntArray:
    """Return the order of contraction: the one in the folder if it is of these arcs, or a new one.

    A folder that cannot be written costs seconds at every start, and nothing else.
    """
    print_of_arcs = _fingerprint(arcs)
    order = _read(folder / ORDER_FILE, print_of_arcs, arcs.states)
    if order is None:
        order = contraction_order(arcs)
        _keep(folder, print_of_arcs, order)
    return order


def _fingerprint(arcs: RoadArcs) -> str:
    digest = hashlib.sha256()
    for column in (arcs.tail, arcs.head):
        digest.update(column.astype(np.int64).tobytes())
    return digest.hexdigest()


def _read(file: Path, print_of_arcs: str, states: int) -> IntArray | None:
    try:
        with np.load(file, allow_pickle=False) as stored:
            if str(stored["arcs"]) != print_of_arcs:
                return None
            order = stored["order"].astype(np.int64)
    except (OSError, ValueError, KeyError, EOFError):
        return None
    is_whole = order.shape == (states,) and np.array_equal(np.sort(order), np.arange(states))
    return order if is_whole else None


def _keep(folder: Path, print_of_arcs: str, order: IntArray) -> None:
    """Write the order beside and put it in its place whole; another process may do the same."""
    try:
        handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
    except OSError as fault:
        log.info("the order of the roads is not kept: %s", fault.strerror)
        return
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(file, arcs=np.array(print_of_arcs), order=order.astype(np.int32))
        Path(name).replace(folder / ORDER_FILE)
    except OSError as fault:
        log.info("the order of the roads is not kept: %s", fault.strerror)
        Path(name).unlink(missing_ok=True)
