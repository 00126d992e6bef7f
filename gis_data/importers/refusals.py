"""What an import left out, and why: counted in full, listed up to a bound."""

import csv
from collections import Counter
from pathlib import Path
from typing import Final

FILE_NAME: Final = "refused.csv"
MOST_LISTED: Final = 10_000
_HEADING: Final = ("what", "id", "reason")


class ImportRefused(Exception):
    """Nothing of the file can be used; the text says why and what to do."""


class Refusals:
    """Collects what was left out; each reason is counted, the first ten thousand are listed."""

    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()
        self._rows: list[tuple[str, str, str]] = []

    def add(self, what: str, identity: str, reason: str) -> None:
        """Note that one thing was left out."""
        self.reasons[reason] += 1
        if len(self._rows) < MOST_LISTED:
            self._rows.append((what, identity, reason))

    def __len__(self) -> int:
        return self.reasons.total()

    def write(self, folder: Path) -> None:
        """Write the list into a folder."""
        with (folder / FILE_NAME).open("w", encoding="utf-8-sig", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(_HEADING)
            rows.writerows(self._rows)
            if len(self) > len(self._rows):
                rows.writerow(("…", "", f"另有 {len(self) - len(self._rows)} 条未列出"))
