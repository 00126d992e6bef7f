"""How Chinese characters are read, from a small table that ships with the cities."""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).parent / "city" / "pinyin.json"
"""Syllables without tone, each with the characters most often read so."""


@lru_cache(maxsize=256)
def syllables(text: str) -> tuple[str, ...]:
    """Read `text` aloud: one syllable a Chinese character, and every other character as it is."""
    table = _table()
    return tuple(table.get(character, character) for character in text)


@cache
def _table() -> dict[str, str]:
    by_syllable: dict[str, str] = json.loads(TABLE.read_text(encoding="utf-8"))
    return {
        character: syllable
        for syllable, characters in by_syllable.items()
        for character in characters
    }
