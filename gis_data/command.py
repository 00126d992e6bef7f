"""The command `gis-data`: imports, makes, checks and shows the cities that the programs know."""

import argparse
import errno
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Final

from gis_data.city_check import faults
from gis_data.city_folder import CityFolderError, CityManifest, read_manifest
from gis_data.progress_line import ProgressLine

log = logging.getLogger(__name__)

DONE, REFUSED, WRONG_USE = 0, 1, 2
_SIZES: Final = ("small", "full")
_DATUMS: Final = ("wgs84", "cgcs2000", "gcj02", "bd09")
_SEED: Final = 120
_COUNTED: Final = {
    "roads": "路段",
    "streets": "路名",
    "one_way": "单行路段",
    "banned_turns": "禁止转向",
    "areas": "区域",
    "buildings": "建筑物",
    "lines": "铁路与水系线",
    "houses": "门牌",
    "places": "可检索地点",
    "subscribers": "用户",
    "not_for_vehicles": "不通车的道路（未导入）",
    "cut_ways": "在边界处截断的道路",
    "mended_areas": "修复的区域",
    "left_out": "对照文件略去的图形",
    "apart_m": "与原有道路的距离（米，中位数）",
    "refused": "未采用（见 refused.csv）",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; return 0, or 1 when the input was refused or found wrong."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    given = _parser().parse_args(arguments)
    try:
        return _carry_out(given)
    except CityFolderError as error:
        return _refuse(str(error))
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        why = "磁盘空间不足，请腾出空间后重试" if full else str(error)
        return _refuse(f"{why}；原有城市数据未改动")


def _carry_out(given: argparse.Namespace) -> int:
    match given.command:
        case "import":
            return _import(given)
        case "demo-city":
            return _demo_city(given)
        case "check":
            return _check(given.folder)
        case _:
            _show(read_manifest(given.folder))
            return DONE


def _import(given: argparse.Namespace) -> int:
    """Import a file; only here are the readers of foreign files loaded."""
    from gis_data.importers.refusals import ImportRefused  # noqa: PLC0415 - not for show and check

    with ProgressLine(sys.stderr) as progress:
        try:
            if given.mapping is None:
                manifest = _import_extract(given, progress)
            else:
                manifest = _import_layers(given, progress)
        except ImportRefused as error:
            return _refuse(str(error))
    _show(manifest)
    return DONE


def _import_extract(given: argparse.Namespace, progress: ProgressLine) -> CityManifest:
    from gis_data.importers.layers.layer_kinds import is_layer_file  # noqa: PLC0415 - likewise
    from gis_data.importers.osm.importing import (  # noqa: PLC0415 - likewise
        ExtractOrder,
        import_extract,
    )
    from gis_data.importers.refusals import ImportRefused  # noqa: PLC0415 - likewise

    if is_layer_file(given.file):
        raise ImportRefused(
            f"导入 {given.file.suffix} 需要 --mapping 字段对照文件；"
            "样例见 resources/city-mapping.example.toml"
        )
    order = ExtractOrder(given.file, given.name, _now())
    return import_extract(order, given.out, progress.show)


def _import_layers(given: argparse.Namespace, progress: ProgressLine) -> CityManifest:
    from gis_data.importers.layers.datum_border import Datum  # noqa: PLC0415 - needs geopandas
    from gis_data.importers.layers.importing import (  # noqa: PLC0415 - likewise
        LayerOrder,
        import_layers,
    )

    order = LayerOrder(
        file=given.file,
        mapping=given.mapping,
        made_at=_now(),
        compared=given.compare or given.out,
        name=given.name,
        layer=given.layer,
        datum=Datum(given.datum) if given.datum else None,
        trusted=given.trust_datum,
    )
    return import_layers(order, given.out, progress.show)


def _demo_city(given: argparse.Namespace) -> int:
    from gis_data.city_maker.making import Order, make_city  # noqa: PLC0415 - needs scipy
    from gis_data.city_maker.sizes import PLANS, CitySize  # noqa: PLC0415 - likewise

    with ProgressLine(sys.stderr) as progress:
        order = Order(PLANS[CitySize(given.size)], given.seed, _now())
        manifest = make_city(order, given.out, lambda what: progress.show(what, 0))
    _show(manifest)
    return DONE


def _check(folder: Path) -> int:
    found = faults(folder)
    for fault in found:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write("城市数据完好\n" if not found else f"发现 {len(found)} 处问题，请重新导入\n")
    return REFUSED if found else DONE


def _show(manifest: CityManifest) -> None:
    west, south, east, north = manifest.bounds
    lines = [
        f"{manifest.name}{'（示范数据，全部虚构）' if manifest.demonstration else ''}",
        f"  范围：{west:.4f}–{east:.4f} E，{south:.4f}–{north:.4f} N（{manifest.datum}）",
        f"  来源：{manifest.source}，{manifest.attribution}",
        f"  生成于：{manifest.made_at.isoformat()}",
        *(f"  {_COUNTED.get(name, name)}：{count:,}" for name, count in manifest.counts.items()),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def _refuse(why: str) -> int:
    sys.stderr.write(f"gis-data: {why}\n")
    return REFUSED


def _now() -> datetime:
    return datetime.fromtimestamp(int(time()), UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gis-data", description="城市数据的导入、生成与检查")
    commands = parser.add_subparsers(required=True, dest="command", metavar="命令")
    _add_import(commands.add_parser("import", help="导入 OpenStreetMap 文件或其他测绘图层"))
    demo = commands.add_parser("demo-city", help="生成示范城市（全部虚构）")
    demo.add_argument("--size", choices=_SIZES, default=_SIZES[0])
    demo.add_argument("--out", type=Path, required=True, help="城市数据文件夹")
    demo.add_argument("--seed", type=int, default=_SEED, help="相同的种子得到相同的城市")
    for name, words in (("check", "检查城市数据是否完好"), ("show", "显示城市数据的来源与数量")):
        commands.add_parser(name, help=words).add_argument("folder", type=Path)
    return parser


def _add_import(importing: argparse.ArgumentParser) -> None:
    importing.add_argument(
        "file", type=Path, help=".osm.pbf、.osm；或 .gpkg、.shp、.geojson、.parquet（需 --mapping）"
    )
    importing.add_argument("--out", type=Path, required=True, help="城市数据文件夹")
    importing.add_argument("--name", default="", help="城市名称；缺省用文件名")
    importing.add_argument("--mapping", type=Path, help="图层与字段的对照文件（TOML）")
    importing.add_argument("--layer", default="", help="文件中的图层；对照文件没有写明时用")
    importing.add_argument("--datum", choices=_DATUMS, default="", help="文件坐标所用的坐标系")
    importing.add_argument("--compare", type=Path, help="核对坐标系所用的城市；缺省为 --out")
    importing.add_argument("--trust-datum", action="store_true", help="不核对坐标系")
