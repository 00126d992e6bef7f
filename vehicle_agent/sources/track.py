"""A recorded track, GPX or CSV, replayed at its own pace or faster as if it were driven now."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from threading import Event
from typing import Final

import gpxpy
from gpxpy.gpx import GPXException

from vehicle_agent.clock import DeviceClock
from vehicle_agent.ground import bearing, metres_between
from vehicle_agent.measured import Measured
from vehicle_agent.sources.source import Give, SourceFault

COLUMNS: Final = ("time", "lon", "lat")
LONGEST_GAP_S: Final = 600.0
"""A longer gap in a recording is replayed as this long."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A position at a second of the recording."""

    at_s: float
    lon: float
    lat: float


class ReplayedTrack:
    """Replays a file, once or over and over; `speed` is how many times faster than recorded."""

    def __init__(self, file: Path, clock: DeviceClock, *, speed: float, repeat: bool) -> None:
        self._file, self._clock = file, clock
        self._speed, self._repeat = speed, repeat

    def run(self, give: Give, ending: Event) -> None:
        """Give the positions of the file."""
        moments = read_track(self._file)
        while True:
            for before, moment in pairwise([moments[0], *moments]):
                pause_s = min(moment.at_s - before.at_s, LONGEST_GAP_S) / self._speed
                if ending.wait(max(pause_s, 0.0)):
                    return
                give(self._measured(before, moment))
            if not self._repeat:
                return

    def _measured(self, before: Moment, moment: Moment) -> Measured:
        start, end = (before.lon, before.lat), (moment.lon, moment.lat)
        passed_s, metres = moment.at_s - before.at_s, metres_between(start, end)
        return Measured(
            self._clock.device_ms(),
            moment.lon,
            moment.lat,
            speed=metres / passed_s if passed_s > 0 else None,
            heading=bearing(start, end) if metres >= 1 else None,
            source="replay",
        )


def read_track(file: Path) -> Sequence[Moment]:
    """Return the positions of a file in the order of time. Raises `SourceFault` in words."""
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise SourceFault(f"the track {file} cannot be read: {fault}") from None
    moments = sorted(
        _of_gpx(text, file) if file.suffix.lower() == ".gpx" else _of_csv(text, file),
        key=lambda moment: moment.at_s,
    )
    if not moments:
        raise SourceFault(f"the track {file} holds no position with a time")
    return moments


def _of_gpx(text: str, file: Path) -> Iterator[Moment]:
    try:
        gpx = gpxpy.parse(text)
    except (GPXException, ValueError) as fault:
        raise SourceFault(f"{file} is no GPX file: {fault}") from None
    for point in gpx.walk(only_points=True):
        if point.time is not None:
            yield Moment(point.time.timestamp(), point.longitude, point.latitude)


def _of_csv(text: str, file: Path) -> Iterator[Moment]:
    rows = csv.DictReader(text.splitlines())
    if not set(COLUMNS) <= set(rows.fieldnames or ()):
        raise SourceFault(f"{file} needs a first line with the columns {', '.join(COLUMNS)}")
    for number, row in enumerate(rows, start=2):
        try:
            at = datetime.fromisoformat(row["time"])
            lon, lat = float(row["lon"]), float(row["lat"])
        except (TypeError, ValueError) as fault:
            raise SourceFault(f"{file}, line {number}: {fault}") from None
        yield Moment((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp(), lon, lat)
