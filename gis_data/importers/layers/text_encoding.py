"""How the text of a file is written, and whether it was told right.

Text in GB 18030 is hardly ever valid UTF-8, and the other way round every byte of UTF-8 reads as
some hanzi in GB 18030: what is valid UTF-8 is therefore UTF-8.
"""

import codecs
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from gis_data.importers.layers.shapefile_parts import shapefile_part
from gis_data.importers.osm.name_rules import has_hanzi
from gis_data.importers.refusals import ImportRefused

_UTF8: Final = "utf-8"
_GB: Final = "gb18030"
_ASCII: Final = "ascii"
_OLDER_GB: Final = frozenset({"gbk", "gb2312", "cp936"})
_CHUNK: Final = 1 << 20
_LOOKED_AT: Final = 8 << 20
_HEADER_LENGTH: Final = slice(8, 10)
"""Where a dBase file tells how long its header is."""
_MANY: Final = 0.2
_LOST: Final = ("\ufffd", "锟斤拷")


def shapefile_encoding(file: Path, told: str) -> str:
    """Return how the table of a shapefile is written, or raise `ImportRefused`.

    What is told counts first, then the `.cpg` beside it, then what the bytes look like.
    """
    claimed = told or _cpg(file)
    seen = _seen(_table_bytes(file))
    if not claimed:
        if seen is None:
            raise ImportRefused(f"{file.name} 没有 .cpg，文字编码无法判断；请用 encoding 说明")
        return _UTF8 if seen == _ASCII else seen
    name = _known(claimed, file)
    if seen in {_ASCII, name}:
        return name
    if seen is None:
        raise ImportRefused(f"{file.name} 的文字按 {claimed} 读不通；请核对编码")
    source = "对照文件" if told else ".cpg"
    raise ImportRefused(
        f"{file.name} 的文字编码不对：{source} 说是 {claimed}，内容却是 {seen.upper()}；"
        f'请在字段对照中写 encoding = "{seen}"。原有城市数据未改动'
    )


def check_utf8(file: Path) -> None:
    """Raise `ImportRefused` where a text file, such as GeoJSON, is not UTF-8."""
    decoder = codecs.getincrementaldecoder(_UTF8)()
    try:
        with file.open("rb") as opened:
            while chunk := opened.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise ImportRefused(
            f"{file.name} 不是 UTF-8（RFC 7946 要求），像是 GB18030；请转换为 UTF-8 后再导入，"
            "原有城市数据未改动"
        ) from error


def check_names(names: Iterable[str], source: str) -> None:
    """Raise `ImportRefused` where many names were garbled before they came here."""
    told = [name for name in names if not name.isascii()]
    garbled = [name for name in told if is_garbled(name)]
    if len(garbled) > len(told) * _MANY:
        raise ImportRefused(
            f"{source} 的名称是乱码（如“{garbled[0][:20]}”，{len(garbled)}/{len(told)} 个）："
            "原文件的文字编码转换错了；请改正编码或重新导出，原有城市数据未改动"
        )


def is_garbled(name: str) -> bool:
    """Tell whether a name is UTF-8 that somebody read as something else, or lost for good."""
    if any(sign in name for sign in _LOST):
        return True
    for codec in ("latin-1", "cp1252", _GB):
        try:
            meant = name.encode(codec).decode(_UTF8)
        except UnicodeError:
            continue
        if meant != name and has_hanzi(meant):
            return True
    try:
        meant = name.encode("latin-1").decode(_GB)
    except UnicodeError:
        return False
    return not has_hanzi(name) and has_hanzi(meant) and len(meant) < len(name)


def _cpg(file: Path) -> str:
    beside = shapefile_part(file, ".cpg")
    return "" if beside is None else beside.read_text("ascii", "replace").strip()


def _known(claimed: str, file: Path) -> str:
    spelled = claimed.lower().replace("ansi ", "cp")
    spelled = {"936": _GB, "54936": _GB, "65001": _UTF8}.get(spelled, spelled)
    try:
        name = codecs.lookup(spelled).name
    except LookupError as error:
        raise ImportRefused(f"{file.name}：不认识的文字编码 {claimed}") from error
    return _GB if name in _OLDER_GB else name


def _table_bytes(file: Path) -> bytes:
    table = shapefile_part(file, ".dbf") or file.with_suffix(".dbf")
    with table.open("rb") as opened:
        content = opened.read(_LOOKED_AT)
    return content[int.from_bytes(content[_HEADER_LENGTH], "little") :]


def _seen(content: bytes) -> str | None:
    """Return how fixed-width fields are written; characters cut at their ends are let be."""
    if content.isascii():
        return _ASCII
    for codec in (_UTF8, _GB):
        text = content.decode(codec, "replace")
        written = sum(not sign.isascii() for sign in text)
        if text.count("\ufffd") <= written * 0.02:
            return codec
    return None
