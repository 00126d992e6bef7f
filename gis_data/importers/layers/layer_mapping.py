"""The mapping file: which layers a city is made from, and what their fields and words mean."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from gis_data.importers.layers.datum_border import Datum
from gis_data.importers.refusals import ImportRefused

_UNCHANGED: Final = "原有城市数据未改动"
_Word = TypeVar("_Word", bound=StrEnum)


class LayerKind(StrEnum):
    """What a layer holds."""

    ROADS = "roads"
    AREAS = "areas"
    LINES = "lines"
    PLACES = "places"


FIELDS: Final = {
    LayerKind.ROADS: ("class", "name", "aliases", "one_way", "level", "max_kmh"),
    LayerKind.AREAS: ("class", "name", "metres_high"),
    LayerKind.LINES: ("class", "name", "level"),
    LayerKind.PLACES: ("class", "name", "aliases", "street", "number"),
}
"""What may be told of a thing of each kind."""


@dataclass(frozen=True)
class LayerMapping:
    """One layer: where it lies and what its fields mean.

    `fields` gives for our word the field of the file, `values` for our word what the file's words
    mean, `constants` what holds for the whole layer. Without a `file` it lies in the one that is
    imported; without an `encoding` that of a shapefile is looked for.
    """

    kind: LayerKind
    file: str
    layer: str
    encoding: str
    fields: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    constants: Mapping[str, str]


@dataclass(frozen=True)
class CityMapping:
    """All layers of a city, whose data they are, and their datum if the mapping tells it."""

    name: str
    attribution: str
    datum: Datum | None
    layers: tuple[LayerMapping, ...]


def read_mapping(path: Path) -> CityMapping:
    """Read a mapping file, or raise `ImportRefused` with what is wrong in it."""
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ImportRefused(f"读不到字段对照文件 {path}：{error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ImportRefused(f"字段对照文件 {path.name} 不是 UTF-8 的 TOML：{error}") from error
    layers = told.get("layers")
    if not isinstance(layers, list) or not layers:
        raise ImportRefused(f"字段对照文件 {path.name} 中没有任何 [[layers]]；{_UNCHANGED}")
    datum = _text(told, "datum")
    return CityMapping(
        name=_text(told, "name"),
        attribution=_text(told, "attribution"),
        datum=_word(Datum, datum, "datum") if datum else None,
        layers=tuple(_layer(layer, number) for number, layer in enumerate(layers, 1)),
    )


def _layer(told: object, number: int) -> LayerMapping:
    where = f"第 {number} 个 [[layers]]"
    if not isinstance(told, dict):
        raise ImportRefused(f"{where} 不是表")
    kind = _word(LayerKind, _text(told, "kind"), f"{where} 的 kind")
    values = told.get("values", {})
    if not isinstance(values, dict):
        raise ImportRefused(f"{where} 的 values 不是表")
    mapping = LayerMapping(
        kind=kind,
        file=_text(told, "file"),
        layer=_text(told, "layer"),
        encoding=_text(told, "encoding"),
        fields=_texts(told, "fields"),
        values={word: _texts(values, word) for word in values},
        constants=_texts(told, "constants"),
    )
    unknown = {*mapping.fields, *mapping.values, *mapping.constants} - set(FIELDS[kind])
    if unknown:
        words = "、".join(sorted(unknown))
        raise ImportRefused(f"{where} 有不认识的字段 {words}；可用：{'、'.join(FIELDS[kind])}")
    if "class" not in {*mapping.fields, *mapping.constants} and kind is not LayerKind.PLACES:
        raise ImportRefused(f"{where} 没有说明 class（fields.class 或 constants.class）")
    return mapping


def _word(words: type[_Word], told: str, where: str) -> _Word:
    try:
        return words(told)
    except ValueError as error:
        known = "、".join(words)
        raise ImportRefused(f"{where} 是“{told}”，应为 {known} 之一；{_UNCHANGED}") from error


def _text(told: Mapping[str, object], word: str) -> str:
    value = told.get(word, "")
    if not isinstance(value, str):
        raise ImportRefused(f"字段对照文件中 {word} 应为文字；{_UNCHANGED}")
    return value


def _texts(told: Mapping[str, object], word: str) -> dict[str, str]:
    table = told.get(word, {})
    if not isinstance(table, dict):
        raise ImportRefused(f"字段对照文件中 {word} 应为表；{_UNCHANGED}")
    return {str(key): _text(table, key) for key in table}
