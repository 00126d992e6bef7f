"""The file in which a centre keeps its own road speeds: a line for every hour of the week.

`python -m gis_data.road_speed_file speeds.csv` writes the planning values as a start.
"""

import argparse
import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from gis_data.datums import FloatArray
from gis_data.road_speeds import HOURS_OF_WEEK, RoadSpeeds, WeekTable
from gis_data.road_table import ROAD_CLASSES

_SPEED, _SIREN = "kmh", "siren"
_KEYS: Final = ("table", "weekday", "hour")
_DAY: Final = 24
_LARGEST_BYTES: Final = 1_000_000


class SpeedFileFault(Exception):
    """A speed file cannot be used; the text says which line and what to do."""


def read_speeds(file: Path) -> RoadSpeeds:
    """Read a centre's speeds; classes of road that have no column keep their planning values.

    The columns are `table` (`kmh` or `siren`), `weekday` (1 is Monday), `hour` (0 to 23) and the
    classes of road; every hour of the week must be there, in both tables. Lines that begin with
    `#` are remarks; `# source: …` says where the figures come from.
    """
    try:
        if file.stat().st_size > _LARGEST_BYTES:
            raise SpeedFileFault(f"{file} is too large for a table of speeds")
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise SpeedFileFault(f"{file} cannot be read: {fault}") from None
    planned = RoadSpeeds()
    values = {_SPEED: planned.ordinary.values.copy(), _SIREN: planned.siren.values.copy()}
    seen: dict[str, set[int]] = {_SPEED: set(), _SIREN: set()}
    for line, row in _rows(lines):
        table, hour = _place(line, row)
        values[table][hour] = _taken(line, row, values[table][hour])
        seen[table].add(hour)
    for table, hours in seen.items():
        if len(hours) != HOURS_OF_WEEK:
            raise SpeedFileFault(f"{file}: {table} has {len(hours)} hours; a week has 168")
    source = _source(lines) or str(file)
    return RoadSpeeds(
        WeekTable(values[_SPEED], planned.ordinary.unit, source),
        WeekTable(values[_SIREN], planned.siren.unit, source),
    )


def write_speeds(speeds: RoadSpeeds, file: Path) -> None:
    """Write speeds as a file that `read_speeds` reads."""
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write(f"# source: {speeds.ordinary.source}\n")
        out.write(f"# kmh: {speeds.ordinary.unit}; siren: {speeds.siren.unit}\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*_KEYS, *ROAD_CLASSES])
        for name, table in ((_SPEED, speeds.ordinary), (_SIREN, speeds.siren)):
            for hour, row in enumerate(table.values):
                day, of_day = divmod(hour, _DAY)
                writer.writerow([name, day + 1, of_day, *(f"{value:g}" for value in row)])


def _rows(lines: list[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    kept = [(number, line) for number, line in enumerate(lines, 1) if line and line[0] != "#"]
    table = csv.reader(line for _, line in kept)
    heading = next(table, [])
    unknown = set(heading) - {*_KEYS, *ROAD_CLASSES}
    if not set(_KEYS) <= set(heading) or unknown:
        raise SpeedFileFault(
            f"the heading must have {', '.join(_KEYS)} and classes of road; not {sorted(unknown)}"
        )
    for (number, _), row in zip(kept[1:], table, strict=False):
        if len(row) != len(heading):
            raise SpeedFileFault(f"line {number} has {len(row)} values, not {len(heading)}")
        yield number, dict(zip(heading, row, strict=True))


def _place(line: int, row: Mapping[str, str]) -> tuple[str, int]:
    try:
        day, hour = int(row["weekday"]), int(row["hour"])
    except ValueError:
        raise SpeedFileFault(f"line {line}: weekday and hour are whole numbers") from None
    if row["table"] not in {_SPEED, _SIREN} or not (1 <= day <= 7 and 0 <= hour < _DAY):  # noqa: PLR2004 - days
        raise SpeedFileFault(f"line {line}: table is kmh or siren, weekday 1 to 7, hour 0 to 23")
    return row["table"], (day - 1) * _DAY + hour


def _taken(line: int, row: Mapping[str, str], before: FloatArray) -> FloatArray:
    try:
        told = [float(row[kind]) if kind in row else np.nan for kind in ROAD_CLASSES]
    except ValueError:
        raise SpeedFileFault(f"line {line}: every value is a number") from None
    after = np.where([kind in row for kind in ROAD_CLASSES], told, before)
    if not np.all(np.isfinite(after) & (after > 0)):
        raise SpeedFileFault(f"line {line}: every value is a number above zero")
    return after


def _source(lines: list[str]) -> str:
    told = (line.removeprefix("# source:") for line in lines if line.startswith("# source:"))
    return next((source.strip() for source in told), "")


def main() -> None:
    """Write the planning values into the file that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    write_speeds(RoadSpeeds(), parser.parse_args().file)


if __name__ == "__main__":
    main()
