"""What a desk needs to have installed to know the ground."""

import subprocess
import sys

LIGHT = "gis_data.layers, gis_data.gazetteer, gis_data.picture, gis_data.city_data"
HEAVY = {"scipy", "geopandas", "pandas", "pypinyin", "PyQt6"}


def test_that_map_and_search_are_loaded_without_the_server_parts_and_importers() -> None:
    program = f"import sys, {LIGHT}; print(*sys.modules)"

    answer = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )

    assert not HEAVY & set(answer.stdout.split())
