"""What no log may hold: telephone numbers, and the facts of people by the names they go by."""

import re
from typing import Final

WITHHELD: Final = "***"
PERSONAL: Final = frozenset(
    {
        "address",
        "age",
        "ani",
        "birthday",
        "caller",
        "complaint",
        "contact_name",
        "contact_phone",
        "dialled",
        "id_number",
        "input_value",
        "input",
        "lat",
        "lon",
        "meeting_point",
        "name",
        "notes",
        "password",
        "patient",
        "patient_name",
        "phone",
        "point",
        "scene",
        "secret",
        "sex",
        "subscriber",
        "text",
        "token",
    }
)
"""Names of fields whose values stay out of a log, whatever they hold."""

_NUMBER: Final = re.compile(
    r"(?<![A-Za-z0-9_.])\+?\d(?:[ -]?\d){6,}(?![A-Za-z0-9_]|\.\d)", re.ASCII
)
_MOBILE: Final = re.compile(r"(?<!\d)(?:\+?86)?1\d{10}(?!\d)", re.ASCII)
_STARTS_DAY: Final = re.compile(r"20\d\d-[01]\d-[0-3]\d(?!\d)", re.ASCII)
_NAMES: Final = "|".join(sorted(PERSONAL, key=len, reverse=True))
_FIELD: Final = re.compile(
    rf"""(?<![A-Za-z0-9])(["']?(?:{_NAMES})["']?\s*[=:]\s*)"""
    r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\[[^\]]*\]|\([^)]*\)|[^\s,;)}\]]+)""",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """Return a text without what looks like a telephone number or a fact of a person.

    The ids of calls, orders and commands stay: they stand beside letters, or have a dot inside.
    """
    text = _FIELD.sub(rf"\1{WITHHELD}", text)
    return _NUMBER.sub(_unless_day, _MOBILE.sub(WITHHELD, text))


def _unless_day(found: re.Match[str]) -> str:
    return found.group() if _STARTS_DAY.match(found.group()) else WITHHELD


def is_personal(name: str) -> bool:
    """Tell whether a field of this name is about a person."""
    return name.lower() in PERSONAL
