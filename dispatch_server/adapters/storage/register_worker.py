"""The program that takes a delivery in, beside the server: a job on its input, one line back."""

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Final, TypedDict

from dispatch_server.adapters.storage.address import Address, address_of
from dispatch_server.adapters.storage.faults import FAULTS, in_words
from dispatch_server.adapters.storage.register_file import (
    REFUSED_SUFFIX,
    delivery_of,
    located_rows,
)
from dispatch_server.adapters.storage.register_import import take_in
from dispatch_server.contract.register import RegisterRefresh
from dispatch_server.ports.register import RegisterRefused
from gis_data.place_store import NotAPlaceFile

_NICE: Final = 10


class Job(TypedDict):
    """What the program is told; `database` is a file or a URL with its password."""

    database: str
    city: str
    delivery: str
    at: str
    most_removed_percent: float


def main() -> None:
    """Take one delivery in; say its refresh, or why it was refused, as one line of JSON."""
    os.nice(_NICE)
    job: Job = json.loads(sys.stdin.read())
    sys.stdout.write(json.dumps(_answer(job)) + "\n")


def _answer(job: Job) -> dict[str, object]:
    try:
        return {"refresh": _refresh(job).model_dump(mode="json")}
    except RegisterRefused as refusal:
        return {"refused": str(refusal)}
    except NotAPlaceFile as fault:
        return {"refused": str(fault)}
    except FAULTS as fault:
        return {"refused": in_words(fault)}


def _refresh(job: Job) -> RegisterRefresh:
    address: Address = address_of(job["database"])
    file = Path(job["delivery"])
    delivery = delivery_of(
        file,
        at=datetime.fromisoformat(job["at"]),
        refused_to=file.with_name(file.stem + REFUSED_SUFFIX),
        most_removed_percent=job["most_removed_percent"],
    )
    return take_in(address, located_rows(file, Path(job["city"])), delivery)


if __name__ == "__main__":
    main()
