"""The command `gis-data`: makes the cities that the programs know."""

import argparse
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import time

from gis_data.city_folder import CityManifest
from gis_data.city_maker.making import DEFAULT_SEED, Order, make_city
from gis_data.city_maker.sizes import PLANS, CitySize


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit status."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    given = _parser().parse_args(arguments)
    order = Order(PLANS[CitySize(given.size)], given.seed, datetime.fromtimestamp(int(time()), UTC))
    manifest = make_city(order, given.out, _tell)
    _show(manifest)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gis-data", description="城市数据：导入、检查、生成示范城市"
    )
    commands = parser.add_subparsers(required=True, metavar="命令")
    demo = commands.add_parser("demo-city", help="生成示范城市（全部虚构）")
    demo.add_argument("--size", choices=[str(size) for size in CitySize], default="small")
    demo.add_argument("--out", type=Path, required=True, help="城市数据文件夹")
    demo.add_argument("--seed", type=int, default=DEFAULT_SEED, help="相同的种子得到相同的城市")
    return parser


def _tell(what: str) -> None:
    sys.stderr.write(f"{what}…\n")


def _show(manifest: CityManifest) -> None:
    lines = [f"{manifest.name}", *(f"  {name}: {count}" for name, count in manifest.counts.items())]
    sys.stdout.write("\n".join(lines) + "\n")
