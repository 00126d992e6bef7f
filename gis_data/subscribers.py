"""The subscriber register as a telephone company delivers it: number, name, address."""

import csv
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_COLUMNS: Final = 3
_SHORTEST_NUMBER: Final = 3
_LONGEST_NUMBER: Final = 20
_LONGEST_TEXT: Final = 200
_HEADINGS: Final = frozenset({"number", "号码", "电话", "电话号码", "主叫号码"})
_PHONE_SIGNS: Final = str.maketrans("", "", " -\t()/")


@dataclass(frozen=True)
class SubscriberRow:
    """One subscriber; the number holds digits only."""

    number: str
    name: str
    address: str


@dataclass(frozen=True)
class RefusedRow:
    """A line of the register that cannot be used, and why, in words for the maintainer."""

    line: int
    reason: str


def read_subscribers(path: Path) -> Iterator[SubscriberRow | RefusedRow]:
    """Yield every line of a register as a subscriber or as a refusal; never stop at a bad one.

    Reads UTF-8 with or without a mark, and GB 18030. The first of several
    lines with the same number counts.
    """
    seen: set[str] = set()
    with path.open(encoding=_encoding(path), errors="replace", newline="") as file:
        rows = csv.reader(line.replace("\0", "") for line in file)
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield RefusedRow(rows.line_num, f"格式错误：{error}")
                continue
            if not any(row) or _is_heading(row, rows.line_num):
                continue
            found = _subscriber(row, rows.line_num)
            if isinstance(found, SubscriberRow):
                if found.number in seen:
                    found = RefusedRow(rows.line_num, "号码在前面已经有了")
                else:
                    seen.add(found.number)
            yield found


def subscriber_number(text: str) -> str:
    """Write a telephone number half-width and without the signs people put into it."""
    return unicodedata.normalize("NFKC", text).translate(_PHONE_SIGNS)


def _encoding(path: Path) -> str:
    for encoding in _ENCODINGS:
        try:
            with path.open(encoding=encoding) as file:
                for _ in file:
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    return _ENCODINGS[0]


def _is_heading(row: Sequence[str], line: int) -> bool:
    return line == 1 and row[0].strip().lower() in _HEADINGS


def _subscriber(row: Sequence[str], line: int) -> SubscriberRow | RefusedRow:
    if len(row) != _COLUMNS:
        return RefusedRow(line, f"应有 {_COLUMNS} 列，实有 {len(row)} 列")
    number = subscriber_number(row[0])
    name, address = row[1].strip(), row[2].strip()
    if reason := _fault(number, name, address):
        return RefusedRow(line, reason)
    return SubscriberRow(number=number, name=name, address=address)


def _fault(number: str, name: str, address: str) -> str:
    """Return what is wrong with a line, or nothing."""
    return _fault_of_number(number) or _fault_of_text(name, address)


def _fault_of_number(number: str) -> str:
    if not number:
        return "没有号码"
    if not (number.isascii() and number.isdigit()):
        return "号码含有数字以外的字符"
    if not _SHORTEST_NUMBER <= len(number) <= _LONGEST_NUMBER:
        return f"号码长度应为 {_SHORTEST_NUMBER} 至 {_LONGEST_NUMBER} 位"
    return ""


def _fault_of_text(name: str, address: str) -> str:
    if not address:
        return "没有地址"
    if max(len(name), len(address)) > _LONGEST_TEXT:
        return f"姓名或地址超过 {_LONGEST_TEXT} 字"
    if "\N{REPLACEMENT CHARACTER}" in name + address:
        return "编码错误：含有无法辨认的字符"
    return ""
