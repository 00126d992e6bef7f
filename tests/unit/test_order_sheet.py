"""The order sheet on paper: what it says, and that no text can spoil it."""

import asyncio
import io
import unicodedata
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from dispatch_server.adapters.printing.sheet import TypstSheets
from dispatch_server.ports.printing import OrderSheet
from tests.fakes.printing import order_sheet

TEMPLATE = Path(__file__).parents[2] / "resources" / "templates" / "order_sheet.typ"
SQUARE_MAP = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 184 96">'
    '<path d="M10 80 L90 60 L150 20" stroke="black" fill="none"/>'
    '<text x="20" y="30" font-family="Noto Sans CJK SC" font-size="6">示范大道</text></svg>'
)


@pytest.fixture(scope="module")
def sheets() -> TypstSheets:
    return TypstSheets(TEMPLATE)


async def pages(sheets: TypstSheets, sheet: OrderSheet) -> list[str]:
    """Set the sheet and return the text of each page, compared by NFKC and without spaces."""
    pdf = await sheets.render(sheet)
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return [plain(text) for text in texts]


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).replace("\u200b", "").split())


async def test_that_an_ordinary_order_takes_one_a4_page(sheets: TypstSheets) -> None:
    pdf = await sheets.render(replace(order_sheet(), map_svg=SQUARE_MAP))

    [page] = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


async def test_that_the_sheet_says_every_fact_of_the_order(sheets: TypstSheets) -> None:
    sheet = order_sheet()

    [text] = await pages(sheets, sheet)

    facts = (
        sheet.order_number,
        sheet.station,
        sheet.vehicle,
        sheet.plate,
        sheet.crew,
        sheet.level_word,
        sheet.scene_address,
        sheet.scene_precision,
        sheet.scene_notes,
        sheet.meeting_point,
        sheet.complaint,
        sheet.patients,
        sheet.consciousness,
        sheet.breathing,
        sheet.needs,
        sheet.hospital,
        sheet.notes,
        sheet.seat,
        "事件1048",
        "第1版",
        "100 2716 4053",
        "100 2716 0918",
        "2.1 km",
        "约 7 分钟",
    )
    missing = [fact for fact in facts if plain(fact or "") not in text]
    assert missing == []


async def test_that_times_are_printed_in_beijing_time(sheets: TypstSheets) -> None:
    [text] = await pages(sheets, order_sheet())

    assert "14:32:07" in text
    assert "打印11月22日14:32:09" in text


async def test_that_an_invented_order_says_that_it_is_one(sheets: TypstSheets) -> None:
    [invented] = await pages(sheets, order_sheet())
    [real] = await pages(sheets, replace(order_sheet(), demonstration=False))

    assert "演示数据" in invented
    assert "演示数据" not in real


async def test_that_a_later_version_says_that_it_corrects_the_first(sheets: TypstSheets) -> None:
    [first] = await pages(sheets, order_sheet())
    [second] = await pages(sheets, replace(order_sheet(), version=2))

    assert "更正" not in first
    assert "更正第2版" in second


@pytest.mark.parametrize(
    "text",
    [
        '#panic("x")',
        '"); #read("/etc/passwd")',
        r"\u{41} \ C:\n",
        "$x^2$ 100$",
        "*粗* _斜_ `码` @参 <标> = 题 - 项 // 注 /* 注 */",
        "]] [ { } ) (",
    ],
)
async def test_that_signs_of_typesetting_in_a_text_print_as_they_are(
    sheets: TypstSheets, text: str
) -> None:
    [printed] = await pages(sheets, replace(order_sheet(), complaint=text, notes=text))

    assert printed.count(plain(text)) == 2


async def test_that_long_notes_go_on_in_full_at_a_second_page(sheets: TypstSheets) -> None:
    notes = "".join(f"第{number}句，家属补充情况。" for number in range(60))

    first, second = await pages(sheets, replace(order_sheet(), notes=notes))

    assert "续第2页" in first
    assert "1048-1" in second
    assert plain(notes) in second


async def test_that_texts_too_long_for_every_box_leave_the_first_page_whole(
    sheets: TypstSheets,
) -> None:
    words = "很长的话" * 100
    sheet = replace(
        order_sheet(),
        vehicle="车" * 200,
        station=words,
        crew=words,
        scene_address=words,
        scene_notes=words,
        meeting_point=words,
        complaint=words,
        patients=words,
        consciousness=words,
        breathing=words,
        needs=words,
        contact_phone="1" * 300,
        hospital=words,
        notes=words,
        map_svg=SQUARE_MAP,
    )

    first, *others = await pages(sheets, sheet)

    assert plain("收单签名") in first
    assert plain("联系电话") in first
    assert "".join(others).count("派车单续页") == 1


async def test_that_a_long_word_without_spaces_stays_on_the_paper(sheets: TypstSheets) -> None:
    pdf = await sheets.render(replace(order_sheet(), contact_phone="7" * 60))

    lines = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().splitlines()
    digits = [line.count("7") for line in lines if line.count("7") > 8]
    assert len(digits) > 1
    assert max(digits) <= 32


async def test_that_missing_facts_are_said_to_be_missing(sheets: TypstSheets) -> None:
    sheet = replace(
        order_sheet(),
        complaint=None,
        patients="",
        consciousness=None,
        breathing=" ",
        hospital=None,
        contact_phone=None,
        distance_m=None,
        eta_s=None,
    )

    [text] = await pages(sheets, sheet)

    for label in ("主诉", "病人", "意识", "呼吸"):
        assert label in text
    assert text.count("不明") == 4
    assert text.count("—") == 4
    assert "None" not in text


async def test_that_the_map_is_printed_where_there_is_one(sheets: TypstSheets) -> None:
    [drawn] = await pages(sheets, replace(order_sheet(), map_svg=SQUARE_MAP))
    [bare] = await pages(sheets, order_sheet())

    assert "示范大道" in drawn
    assert "无地图" in bare


async def test_that_a_broken_map_costs_the_map_and_not_the_sheet(
    sheets: TypstSheets, caplog: pytest.LogCaptureFixture
) -> None:
    [text] = await pages(sheets, replace(order_sheet(), map_svg="<svg"))

    assert "无地图" in text
    assert plain(order_sheet().scene_address) in text
    assert "1048-1" in caplog.text


async def test_that_sheets_asked_for_at_once_do_not_mix(sheets: TypstSheets) -> None:
    numbers = [f"{number}-1" for number in range(2000, 2006)]

    texts = await asyncio.gather(
        *(pages(sheets, replace(order_sheet(), order_number=number)) for number in numbers)
    )

    for number, [text] in zip(numbers, texts, strict=True):
        assert number in text


async def test_that_a_machine_without_the_font_prints_all_the_same_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sheets = TypstSheets(TEMPLATE, font_folders=(tmp_path,))

    pdf = await sheets.render(order_sheet())

    assert pdf.startswith(b"%PDF")
    assert "is missing" in caplog.text
