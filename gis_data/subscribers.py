"""The subscriber register as a telephone company delivers it: number, name, address."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from gis_data.subscriber_number import fault_of_number, subscriber_number

_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_LONGEST_TEXT: Final = 200
_LONGEST_LINE: Final = 4_000
_DELIMITERS: Final = ",\t;|"
_HEADINGS: Final = {
    "number": frozenset({"number", "号码", "电话", "电话号码", "主叫号码", "用户号码", "phone"}),
    "name": frozenset({"name", "姓名", "户名", "用户名称", "机主", "客户名称"}),
    "address": frozenset({"address", "地址", "装机地址", "用户地址", "安装地址"}),
}
_COLUMNS: Final = tuple(_HEADINGS)


@dataclass(frozen=True, slots=True)
class SubscriberRow:
    """One subscriber; the number holds digits only."""

    number: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A line of the register that cannot be used, and why, in words for the maintainer."""

    line: int
    reason: str


def read_subscribers(path: Path) -> Iterator[SubscriberRow | RefusedRow]:
    """Yield every line of a register as a subscriber or as a refusal; never stop at a bad one.

    Reads UTF-8 with or without a mark and GB 18030, columns parted by comma, tab, semicolon or bar.
    A first line of headings may put the columns into another order and have more of them; without
    one they are number, name, address. The first of several lines with the same number counts.
    """
    seen: set[str] = set()
    with path.open(encoding=_encoding(path), errors="replace", newline="") as file:
        first = file.readline(_LONGEST_LINE)
        file.seek(0)
        rows = csv.reader(_bounded_lines(file), delimiter=_delimiter(first))
        order: Sequence[int] = (0, 1, 2)
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield RefusedRow(rows.line_num, f"格式错误：{error}")
                continue
            if not any(row):
                continue
            if rows.line_num == 1 and (found := _headings(row)) is not None:
                order = found
                continue
            yield _taken(row, order, rows.line_num, seen)


def _bounded_lines(file: TextIO) -> Iterator[str]:
    """Yield lines without NUL; one longer than any register's comes in pieces."""
    while line := file.readline(_LONGEST_LINE):
        yield line.replace("\0", "")


def _encoding(path: Path) -> str:
    for encoding in _ENCODINGS:
        try:
            with path.open(encoding=encoding) as file:
                while file.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    return _ENCODINGS[0]


def _delimiter(first: str) -> str:
    return max(_DELIMITERS, key=lambda sign: (first.count(sign), -_DELIMITERS.index(sign)))


def _headings(row: Sequence[str]) -> Sequence[int] | None:
    """Return where number, name and address stand, or None when the line is no line of headings."""
    cells = [cell.strip().lower() for cell in row]
    places = [
        next((place for place, cell in enumerate(cells) if cell in _HEADINGS[column]), None)
        for column in _COLUMNS
    ]
    known = [place for place in places if place is not None]
    return known if len(known) == len(_COLUMNS) else None


def _taken(
    row: Sequence[str], order: Sequence[int], line: int, seen: set[str]
) -> SubscriberRow | RefusedRow:
    if len(row) <= max(order) or (order == (0, 1, 2) and len(row) != len(_COLUMNS)):
        return RefusedRow(line, f"应有 {max(order) + 1} 列，实有 {len(row)} 列")
    number = subscriber_number(row[order[0]])
    name, address = row[order[1]].strip(), row[order[2]].strip()
    if reason := fault_of_number(number) or _fault_of_text(name, address):
        return RefusedRow(line, reason)
    if number in seen:
        return RefusedRow(line, "号码在前面已经有了")
    seen.add(number)
    return SubscriberRow(number=number, name=name, address=address)


def _fault_of_text(name: str, address: str) -> str:
    if not address:
        return "没有地址"
    if max(len(name), len(address)) > _LONGEST_TEXT:
        return f"姓名或地址超过 {_LONGEST_TEXT} 字"
    if "\N{REPLACEMENT CHARACTER}" in name + address:
        return "编码错误：含有无法辨认的字符"
    return ""
