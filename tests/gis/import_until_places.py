"""A program that imports layers and waits for its death in the middle of writing the city."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from gis_data.importers.layers.datum_border import Datum
from gis_data.importers.layers.importing import LayerOrder, import_layers


def main() -> None:
    """Import the file into `town` beside it; when the places are due, tell so and wait."""
    file, mapping = (Path(given) for given in sys.argv[1:])
    town = file.parent / "town"

    def wait_for_death(what: str, done: int) -> None:
        if what == "地点":
            unfinished = len(list(town.glob(".new-*/roads.npz")))
            told = json.dumps({"writing": True, "unfinished": unfinished})
            sys.stdout.write(told + "\n")
            sys.stdout.flush()
            sys.stdin.read()

    order = LayerOrder(file, mapping, datetime(2026, 1, 2, tzinfo=UTC), town, datum=Datum.WGS84)
    import_layers(order, town, wait_for_death)


if __name__ == "__main__":
    main()
