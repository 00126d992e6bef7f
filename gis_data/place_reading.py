"""How a whole name is read aloud, with characters of several readings read as in this name."""

from gis_data.pinyin import syllables


def name_reading(name: str) -> tuple[str, ...]:
    """Return one syllable a character of a normalised name.

    Asks pypinyin, which knows words (长乐 reads chang le); it is loaded at the first name, since
    only importers read names.
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - heavy, and desks never need it

    read = tuple(lazy_pinyin(name))
    return read if len(read) == len(name) else syllables(name)
