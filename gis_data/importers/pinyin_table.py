"""Make the table of readings: every GB 2312 character under its commonest syllable.

Run as `python -m gis_data.importers.pinyin_table gis_data/city`.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Final

from pypinyin import lazy_pinyin

_FIRST_ROW: Final = 0xB0
_LAST_ROW: Final = 0xF7
_CELLS: Final = range(0xA1, 0xFF)


def make_table() -> dict[str, str]:
    """Group the characters of GB 2312 by syllable."""
    table: dict[str, str] = defaultdict(str)
    for row in range(_FIRST_ROW, _LAST_ROW + 1):
        for cell in _CELLS:
            character = bytes((row, cell)).decode("gb2312", errors="ignore")
            if character:
                table[lazy_pinyin(character)[0]] += character
    return dict(sorted(table.items()))


def main() -> None:
    """Read the arguments and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the cities")
    arguments = parser.parse_args()
    text = json.dumps(make_table(), ensure_ascii=False, indent=0)
    (arguments.folder / "pinyin.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
