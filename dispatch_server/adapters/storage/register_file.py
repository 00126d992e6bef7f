"""A delivered file as the register's rows: read, and each address looked for in the city."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Final

from dispatch_server.adapters.storage.register_import import Delivery, Row
from dispatch_server.contract.details import Precision, Subscriber
from dispatch_server.contract.local_time import BEIJING
from gis_data.gazetteer import Gazetteer
from gis_data.subscribers import RefusedRow, read_subscribers

REFUSED_SUFFIX: Final = ".refused.csv"
_BLOCK: Final = 1 << 20


def delivery_of(
    file: Path, *, at: datetime, refused_to: Path | None, most_removed_percent: float = 100.0
) -> Delivery:
    """Return what a file is; its day is that of its last change. Raises `OSError`."""
    return Delivery(
        source=file.name,
        mark=mark_of(file),
        as_of=day_of(file),
        at=at,
        refused_to=refused_to,
        most_removed_percent=most_removed_percent,
    )


def day_of(file: Path) -> date:
    """Return the day of a file's last change, in the centre's time. Raises `OSError`."""
    return datetime.fromtimestamp(file.stat().st_mtime, BEIJING).date()


def mark_of(file: Path) -> str:
    """Return the SHA-256 of a file's content. Raises `OSError`."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def lines_of(file: Path) -> int:
    """Return about how many lines a file has, for telling the progress. Raises `OSError`."""
    with file.open("rb") as opened:
        return 1 + sum(block.count(b"\n") for block in iter(lambda: opened.read(_BLOCK), b""))


def located_rows(file: Path, city: Path) -> Iterator[Row]:
    """Yield the rows of a file, each usable one with the point of its address if that is known."""
    gazetteer, as_of = Gazetteer.load(city), day_of(file)
    try:
        for row in read_subscribers(file):
            if isinstance(row, RefusedRow):
                yield row
                continue
            found = gazetteer.locate(row.address)
            yield Subscriber(
                *(row.number, row.name, row.address),
                as_of=as_of,
                point=found.point if found else None,
                precision=Precision(found.precision.value) if found else None,
            )
    finally:
        gazetteer.close()
