"""Whether a city's folder is whole: every file there, unchanged, readable and consistent."""

from pathlib import Path

import numpy as np

from gis_data.area_table import AreaTable, read_areas
from gis_data.city_folder import city_file, read_manifest
from gis_data.city_writing import file_sha256
from gis_data.datums import FloatArray
from gis_data.label_table import read_labels
from gis_data.line_table import read_lines
from gis_data.road_table import RoadTable, read_roads


def faults(folder: Path) -> list[str]:
    """Return what is wrong with a city, in words; raise `CityFolderError` without a manifest."""
    manifest = read_manifest(folder)
    found = []
    for name, known in manifest.files.items():
        path = city_file(folder, name)
        if not path.is_file():
            found.append(f"缺少文件 {name}")
        elif file_sha256(path) != known:
            found.append(f"文件 {name} 已被改动或损坏")
    if found:
        return found
    try:
        found += [*_of_roads(read_roads(folder)), *_of_areas(read_areas(folder))]
        read_lines(folder)
        read_labels(folder)
    except (OSError, ValueError, KeyError) as error:
        found.append(f"读不出城市数据：{error}")
    return found


def _of_roads(roads: RoadTable) -> list[str]:
    edges = len(roads)
    nodes = int(max(roads.from_node.max(initial=-1), roads.to_node.max(initial=-1))) + 1
    wrong = {
        "道路的坐标与路段数不符": int(roads.offsets[-1]) != len(roads.coordinates),
        "有少于两个点的路段": bool((np.diff(roads.offsets) < 2).any()),  # noqa: PLR2004
        "有坐标超出经纬度范围": not _are_on_the_globe(roads.coordinates),
        "有路段的路名不存在": bool((roads.street >= len(roads.streets)).any()),
        "有禁止转向指向不存在的路段": bool((roads.no_turns[:, [0, 2]] >= edges).any()),
        "有禁止转向指向不存在的路口": bool((roads.no_turns[:, 1] >= nodes).any()),
        "没有道路": edges == 0,
    }
    return [fault for fault, is_so in wrong.items() if is_so]


def _of_areas(areas: AreaTable) -> list[str]:
    wrong = {
        "区域的坐标与轮廓数不符": int(areas.rings[-1]) != len(areas.coordinates),
        "区域的轮廓与区域数不符": int(areas.offsets[-1]) != len(areas.rings) - 1,
        "有区域坐标超出经纬度范围": not _are_on_the_globe(areas.coordinates),
        "有区域的名称不存在": bool((areas.name >= len(areas.names)).any()),
    }
    return [fault for fault, is_so in wrong.items() if is_so]


def _are_on_the_globe(rows: FloatArray) -> bool:
    limits = np.array([180.0, 90.0])
    return bool(np.isfinite(rows).all() and (np.abs(rows) <= limits).all())
