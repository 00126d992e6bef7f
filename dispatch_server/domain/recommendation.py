"""Which vehicles and hospitals suit a scene, best first, from road times already computed."""

from collections.abc import Sequence
from typing import Literal

from dispatch_server.contract.answers import HospitalChoice, VehicleChoice
from dispatch_server.contract.entities import Hospital
from dispatch_server.contract.views import VehicleView
from dispatch_server.contract.words import DUTY_WORDS, ORDER_WORDS

RoadTime = tuple[float, float | None] | None
"""Seconds and metres by road, None where there is no way; metres None where nobody asked."""


def rank_vehicles(views: Sequence[VehicleView], times: Sequence[RoadTime]) -> list[VehicleChoice]:
    """Return free vehicles by road time, those without a way next, excluded ones last with why."""
    choices = [_vehicle(view, time) for view, time in zip(views, times, strict=True)]
    return sorted(choices, key=lambda c: (bool(c.excluded), *_nearness(c.seconds), c.vehicle_id))


def rank_hospitals(
    hospitals: Sequence[Hospital], times: Sequence[RoadTime]
) -> list[HospitalChoice]:
    """Return hospitals by road time; their centres stand as reasons."""
    choices = [
        HospitalChoice(
            hospital_id=hospital.id,
            seconds=time[0] if time else None,
            metres=time[1] if time else None,
            reasons=hospital.centres,
        )
        for hospital, time in zip(hospitals, times, strict=True)
    ]
    return sorted(choices, key=lambda c: (*_nearness(c.seconds), c.hospital_id))


def _nearness(seconds: float | None) -> tuple[bool, float]:
    return (seconds is None, seconds or 0.0)


def _vehicle(view: VehicleView, time: RoadTime) -> VehicleChoice:
    source: Literal["station", "order"] = "order" if view.vehicle.point else "station"
    return VehicleChoice(
        vehicle_id=view.vehicle.id,
        station_id=view.vehicle.station_id,
        seconds=time[0] if time else None,
        metres=time[1] if time else None,
        point_source=source,
        excluded=_why_excluded(view),
    )


def _why_excluded(view: VehicleView) -> str:
    if view.is_free:
        return ""
    if view.order is not None:
        return f"{view.order.number} {ORDER_WORDS[view.order.state]}"
    return DUTY_WORDS[view.vehicle.duty]
