"""Telephone numbers as telephone companies and exchanges write them, and as we keep them."""

import re
import unicodedata
from typing import Final

SHORTEST: Final = 3
LONGEST: Final = 20
_SIGNS: Final = re.compile(r"[\s\-‐‑–—−()/.,'\"=·]+")
_COUNTRY: Final = re.compile(r"^(?:\+|00)86(?=\d{7,})")
_WHOLE_FLOAT: Final = re.compile(r"^\d+\.0+$")
_SCIENTIFIC: Final = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d+$")
_EXTENSION: Final = re.compile(r"(?:转|分机|ext\.?|x|#)\s*\d+\s*$", re.IGNORECASE)


def subscriber_number(text: str) -> str:
    """Write a number half-width, without country code, extension and the signs people put in it.

    +86 27-8888 8888, (027)8888８８８８, 027-88888888转801 and 02788888888.0 are one number. What is
    no number stays as it is.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if _SCIENTIFIC.match(plain):
        return plain
    if _WHOLE_FLOAT.match(plain):
        plain = plain.partition(".")[0]
    return _COUNTRY.sub("", _SIGNS.sub("", _EXTENSION.sub("", plain)))


def fault_of_number(number: str) -> str:
    """Return what is wrong with a number that `subscriber_number` wrote, or nothing."""
    if not number:
        return "没有号码"
    if _SCIENTIFIC.match(number):
        return "号码是科学计数法，后几位已经丢失：导出时把该列设为文本"
    if not (number.isascii() and number.isdigit()):
        return "号码含有数字以外的字符"
    if not SHORTEST <= len(number) <= LONGEST:
        return f"号码长度应为 {SHORTEST} 至 {LONGEST} 位"
    return ""
