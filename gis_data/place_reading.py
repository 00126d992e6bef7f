"""How a whole name is read aloud, with characters of several readings read as in this name."""

from typing import Final

from gis_data.pinyin import syllables

_HANZI: Final = (("\u3007", "\u3007"), ("\u3400", "\u9fff"), ("\uf900", "\U0003ffff"))
"""The ranges of Chinese characters; a name without any is read as it stands."""


def name_reading(name: str) -> tuple[str, ...]:
    """Return one syllable a character of a normalised name.

    Asks pypinyin, which knows words (长乐 reads chang le); it is loaded at the first name, since
    only importers read names.
    """
    if not any(first <= sign <= last for sign in name for first, last in _HANZI):
        return syllables(name)
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - heavy, and desks never need it

    read = tuple(lazy_pinyin(name))
    return read if len(read) == len(name) else syllables(name)
