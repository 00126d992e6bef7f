"""A whole invented town: everything that the files of a city are written from."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis_data.city_maker.addresses import Houses, Meeting, meetings, number_houses
from gis_data.city_maker.buildings import Buildings, build
from gis_data.city_maker.districts import Districts, make_districts
from gis_data.city_maker.grounds import Ground, PlaceNames, grounds
from gis_data.city_maker.land_use import LandUse, Use
from gis_data.city_maker.naming import StreetNames, name_streets
from gis_data.city_maker.railways import Railways, make_railways
from gis_data.city_maker.sizes import CityPlan
from gis_data.city_maker.skeleton import Skeleton, grow_skeleton
from gis_data.city_maker.street_growth import Block, Plot, StreetGrowth, polygon
from gis_data.datums import FloatArray

Progress = Callable[[str], None]
"""Called with a sentence when a part of the work begins."""

_HOSPITAL_M2: Final = (12_000.0, 60_000.0)
_MAY_HEAL: Final = frozenset({Use.ESTATE, Use.TOWERS, Use.CENTRE, Use.SCHOOL})


@dataclass(frozen=True, eq=False)
class Town:
    """An invented town on its plane."""

    plan: CityPlan
    skeleton: Skeleton
    streets: StreetNames
    districts: Districts
    plots: tuple[Plot, ...]
    blocks: tuple[Block, ...]
    grounds: tuple[Ground, ...]
    buildings: Buildings
    houses: Houses
    meetings: tuple[Meeting, ...]
    railways: Railways
    hospitals: tuple[int, ...]
    """The blocks on which hospitals stand."""


def found_town(plan: CityPlan, seed: int, progress: Progress) -> Town:
    """Found a town; the same plan and seed give the same town."""
    random = np.random.default_rng(seed)
    progress("河流与主干道")
    skeleton = grow_skeleton(plan, random)
    railways = make_railways(plan, random)
    districts = make_districts(skeleton, plan.districts, core=plan.core, random=random)
    progress("街道与街区")
    growth = _grown(skeleton, plan, random)
    middles = np.array([line.rows[len(line.rows) // 2] for line in skeleton.net.lines])
    progress("路名")
    streets = name_streets(
        skeleton.net, kinds=skeleton.streets, district_of=districts.of(middles), random=random
    )
    blocks, hospitals = _with_hospitals(growth.blocks, plan)
    ground = grounds(growth.plots, PlaceNames(random), random)
    progress("建筑物")
    buildings = build(
        blocks, skeleton.net, keep_off=_kept_free(ground, railways, skeleton), random=random
    )
    progress("门牌")
    houses = number_houses(buildings.shapes, skeleton.net, streets)
    return Town(
        plan=plan,
        skeleton=skeleton,
        streets=streets,
        districts=districts,
        plots=tuple(growth.plots),
        blocks=tuple(blocks),
        grounds=tuple(ground),
        buildings=buildings,
        houses=houses,
        meetings=tuple(meetings(skeleton.net, streets)),
        railways=railways,
        hospitals=hospitals,
    )


def _grown(skeleton: Skeleton, plan: CityPlan, random: np.random.Generator) -> StreetGrowth:
    """Grow streets in all cells that are dry."""
    land = LandUse(core=plan.core, reach=plan.reach, random=random)
    growth = StreetGrowth(skeleton.net, land, scale=plan.block_scale, random=random)
    shapely.prepare(skeleton.water)
    for cell in skeleton.cells:
        if not shapely.intersects(skeleton.water, polygon(cell).representative_point()):
            growth.grow(cell)
    return growth


def _kept_free(ground: list[Ground], railways: Railways, skeleton: Skeleton) -> list[BaseGeometry]:
    """Return where no house may stand: tracks, rivers and lakes."""
    lakes = [one.shape for one in ground if one.use in {Use.LAKE, Use.WATER}]
    return [railways.ground(), skeleton.water, *lakes]


def _with_hospitals(blocks: list[Block], plan: CityPlan) -> tuple[list[Block], tuple[int, ...]]:
    """Turn blocks far from one another into hospital grounds, closer together in the middle."""
    sizes = np.array([block.cell.square_metres for block in blocks])
    fits = (sizes > _HOSPITAL_M2[0]) & (sizes < _HOSPITAL_M2[1])
    fits &= np.array([block.use in _MAY_HEAL for block in blocks])
    able = np.flatnonzero(fits)
    points: FloatArray = np.array([blocks[index].cell.rows.mean(axis=0) for index in able])
    stretch = plan.core * 0.5 + np.hypot(*points.T)
    chosen = [int(np.argmin(np.hypot(*points.T)))]
    away = np.full(len(able), np.inf)
    while len(chosen) < min(plan.hospitals, len(able)):
        away = np.minimum(away, np.hypot(*(points - points[chosen[-1]]).T))
        chosen.append(int(np.argmax(away / stretch)))
    hospitals = tuple(int(able[place]) for place in chosen)
    changed = list(blocks)
    for index in hospitals:
        changed[index] = replace(blocks[index], use=Use.HOSPITAL)
    return changed, hospitals
