"""Reading the subscriber register."""

from pathlib import Path

import pytest

from gis_data.address_reading import Precision
from gis_data.city import DEMO_CITY
from gis_data.gazetteer import Gazetteer
from gis_data.subscribers import RefusedRow, SubscriberRow, read_subscribers


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "subscribers.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_that_a_register_is_read_in_each_encoding(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "number,name,address\n10027164053,王示兰,望星大道9号\n", encoding)

    assert list(read_subscribers(path)) == [SubscriberRow("10027164053", "王示兰", "望星大道9号")]


def test_that_a_register_without_headings_loses_no_line(tmp_path: Path) -> None:
    path = written(tmp_path, "10027164053,王示兰,望星大道9号\n")

    assert len(list(read_subscribers(path))) == 1


@pytest.mark.parametrize("number", ["000-2716", "(000) 2716", "０００２７１６"])
def test_that_numbers_keep_their_digits_alone(tmp_path: Path, number: str) -> None:
    path = written(tmp_path, f"{number},王示兰,望星大道9号\n")

    assert list(read_subscribers(path)) == [SubscriberRow("0002716", "王示兰", "望星大道9号")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("10027164053,王示兰", "应有 3 列，实有 2 列"),
        (",王示兰,望星大道9号", "没有号码"),
        ("not-known,王示兰,望星大道9号", "号码含有数字以外的字符"),
        ("12,王示兰,望星大道9号", "号码长度应为 3 至 20 位"),
        ("10027164053,王示兰,", "没有地址"),
        (f"10027164053,王示兰,{'长' * 201}", "姓名或地址超过 200 字"),
    ],
)
def test_that_a_bad_line_is_refused_with_its_reason_and_the_rest_is_read(
    tmp_path: Path, line: str, reason: str
) -> None:
    path = written(tmp_path, f"{line}\n10000000009,李范明,晨风路1号\n")

    assert list(read_subscribers(path)) == [
        RefusedRow(1, reason),
        SubscriberRow("10000000009", "李范明", "晨风路1号"),
    ]


@pytest.mark.parametrize(
    "number",
    ["+86 27-8888 8888", "008627 88888888", "027-88888888转801", "2788888888.0", "\t27 8888-8888"],
)
def test_that_numbers_come_in_many_forms(tmp_path: Path, number: str) -> None:
    path = written(tmp_path, f"{number},甲,晨风路1号\n")

    (row,) = read_subscribers(path)

    assert isinstance(row, SubscriberRow)
    assert row.number.removeprefix("0") == "2788888888"


def test_that_a_number_that_a_spreadsheet_rounded_is_refused(tmp_path: Path) -> None:
    (row,) = read_subscribers(written(tmp_path, "1.38123E+10,甲,晨风路1号\n"))

    assert isinstance(row, RefusedRow)
    assert "科学计数法" in row.reason


@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_that_headings_tell_the_columns(tmp_path: Path, sign: str) -> None:
    lines = (("序号", "装机地址", "电话号码", "户名"), ("1", "晨风路1号", "10000000009", "甲"))
    path = written(tmp_path, "".join(sign.join(line) + "\r\n" for line in lines))

    assert list(read_subscribers(path)) == [SubscriberRow("10000000009", "甲", "晨风路1号")]


def test_that_an_endless_line_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "9" * 3_000_000 + "\n10000000009,甲,晨风路1号\n")

    rows = list(read_subscribers(path))

    assert isinstance(rows[0], RefusedRow)
    assert isinstance(rows[-1], SubscriberRow)


def test_that_a_number_listed_twice_counts_once(tmp_path: Path) -> None:
    path = written(tmp_path, "10000000009,甲,晨风路1号\n100-0000-0009,乙,晨风路2号\n")

    assert list(read_subscribers(path)) == [
        SubscriberRow("10000000009", "甲", "晨风路1号"),
        RefusedRow(2, "号码在前面已经有了"),
    ]


def test_that_a_file_of_noise_is_refused_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "noise.csv"
    path.write_bytes(bytes(range(256)) * 20)

    rows = list(read_subscribers(path))

    assert rows
    assert all(isinstance(row, RefusedRow) for row in rows)


def test_that_the_demonstration_register_is_whole_and_cannot_be_dialled() -> None:
    rows = list(read_subscribers(DEMO_CITY / "subscribers.csv"))

    numbers = [row.number for row in rows if isinstance(row, SubscriberRow)]
    assert len(numbers) == len(rows) == 2000
    assert "10027164053" in numbers
    assert all(
        (number.startswith("100") and len(number) == 11)
        or (number.startswith("000") and len(number) == 7)
        for number in numbers
    )


def test_that_all_but_a_handful_of_demonstration_addresses_are_located_to_the_door() -> None:
    gazetteer = Gazetteer.load(DEMO_CITY)

    located = [
        gazetteer.locate(row.address)
        for row in read_subscribers(DEMO_CITY / "subscribers.csv")
        if isinstance(row, SubscriberRow)
    ]

    assert located.count(None) == 6
    assert {place.precision for place in located if place} == {Precision.HOUSE}
