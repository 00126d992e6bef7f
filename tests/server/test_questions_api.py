"""Questions over HTTP."""

from dataclasses import replace

import pytest

from dispatch_server.contract.answers import (
    Hello,
    ReachAnswer,
    RecommendationAnswer,
    RoadAnswer,
    RouteAnswer,
)
from dispatch_server.contract.events.orders import OrderMoved
from dispatch_server.contract.states import OrderState
from dispatch_server.contract.version import PROTOCOL
from tests.builders import (
    DETAILS,
    FAR_STATION,
    HOSPITAL,
    ORDER,
    RECEIVER,
    SCENE,
    SEAT,
    STATION_POINT,
    VEHICLE,
    dispatched,
    room,
)
from tests.server.served import Served, bearing, token_at

HERE = {"lon": SCENE[0], "lat": SCENE[1]}
WAY = {"lon": STATION_POINT[0], "lat": STATION_POINT[1], "to_lon": SCENE[0], "to_lat": SCENE[1]}
STEPS = (OrderState.ACKNOWLEDGED, OrderState.DEPARTED, OrderState.ARRIVED, OrderState.LOADED)
AS_SEAT = bearing(token_at(SEAT))


async def test_that_anybody_may_ask_for_the_protocol() -> None:
    async with Served(*room()) as served:
        reply = await served.http.get("/hello")

    assert Hello.model_validate_json(reply.content) == Hello(
        protocol=PROTOCOL, seq=served.store.board.seq
    )


async def test_that_a_scene_has_vehicles_and_hospitals() -> None:
    async with Served(*room()) as served:
        reply = await served.http.get("/recommendation", params=HERE, headers=AS_SEAT)

    answer = RecommendationAnswer.model_validate_json(reply.content)
    assert answer.vehicles[0].vehicle_id == VEHICLE
    assert len(answer.hospitals) == 1


async def test_that_a_way_has_its_points_and_where_there_is_none_nobody_invents_one() -> None:
    async with Served(*room()) as served:
        found = await served.http.get("/route", params=WAY, headers=AS_SEAT)
        served.ground.cut_off.add(SCENE)
        none = await served.http.get("/route", params=WAY, headers=AS_SEAT)

    assert RouteAnswer.model_validate_json(found.content).points == (STATION_POINT, SCENE)
    assert none.status_code == 404


async def test_that_a_way_tells_the_driver_street_by_street() -> None:
    async with Served(*room()) as served:
        found = await served.http.get("/route", params=WAY, headers=AS_SEAT)

    assert RouteAnswer.model_validate_json(found.content).lines == (
        "向东出发，沿示范大道 1.0 公里，到达",
    )


async def test_that_an_order_has_the_way_of_its_vehicle() -> None:
    async with Served(*dispatched()) as served:
        found = await served.http.get(f"/orders/{ORDER}/way", headers=AS_SEAT)
        none = await served.http.get("/orders/o-9/way", headers=AS_SEAT)

    assert RouteAnswer.model_validate_json(found.content).points == (STATION_POINT, SCENE)
    assert none.status_code == 404


async def test_that_a_loaded_vehicle_goes_to_the_hospital_of_its_order() -> None:
    moved = [OrderMoved(order_id=ORDER, to=to) for to in STEPS]
    async with Served(*dispatched(), *moved) as served:
        order = served.store.board.orders[ORDER]
        to_hospital = replace(order, details=replace(DETAILS, destination=HOSPITAL))
        served.store.board.orders[ORDER] = to_hospital
        found = await served.http.get(f"/orders/{ORDER}/way", headers=AS_SEAT)

    hospital = served.store.board.hospitals[HOSPITAL].point
    assert RouteAnswer.model_validate_json(found.content).points[-1] == hospital


async def test_that_a_station_is_told_the_ways_of_its_own_orders_alone() -> None:
    async with Served(*dispatched()) as served:
        own = await served.http.get(f"/orders/{ORDER}/way", headers=bearing(token_at(RECEIVER)))
        order = served.store.board.orders[ORDER]
        served.store.board.orders[ORDER] = replace(order, station_id=FAR_STATION)
        other = await served.http.get(f"/orders/{ORDER}/way", headers=bearing(token_at(RECEIVER)))

    assert (own.status_code, other.status_code) == (200, 403)


async def test_that_reach_is_told_for_each_of_some_minutes_and_not_for_any() -> None:
    async with Served(*room()) as served:
        found = await served.http.get("/reach", params={**HERE, "minutes": [8, 4]}, headers=AS_SEAT)
        endless = await served.http.get("/reach", params={**HERE, "minutes": 600}, headers=AS_SEAT)
        many = await served.http.get(
            "/reach", params={**HERE, "minutes": list(range(1, 20))}, headers=AS_SEAT
        )

    answer = ReachAnswer.model_validate_json(found.content)
    assert [area.minutes for area in answer.areas] == [4, 8]
    assert (endless.status_code, many.status_code) == (422, 422)


@pytest.mark.parametrize(("path", "params"), [("/roads/at", HERE), ("/roads/stretch", WAY)])
async def test_that_a_road_is_told_with_its_line_or_that_there_is_none(
    path: str, params: dict[str, float]
) -> None:
    async with Served(*room()) as served:
        found = await served.http.get(path, params=params, headers=AS_SEAT)
        served.ground.cut_off.add(SCENE)
        none = await served.http.get(path, params=params, headers=AS_SEAT)

    answer = RoadAnswer.model_validate_json(found.content)
    assert (answer.street, answer.line[-1]) == ("示范大道", SCENE)
    assert none.status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/recommendation", "/route", "/reach", "/roads/at", "/roads/stretch", f"/orders/{ORDER}/way"],
)
async def test_that_a_stranger_learns_nothing(path: str) -> None:
    async with Served(*room()) as served:
        reply = await served.http.get(path, params=WAY)

    assert reply.status_code == 401


@pytest.mark.parametrize("value", ["181", "-181", "nan", "inf", "x", ""])
async def test_that_a_point_off_the_earth_is_refused(value: str) -> None:
    async with Served(*room()) as served:
        reply = await served.http.get(
            "/recommendation", params={**HERE, "lon": value}, headers=AS_SEAT
        )

    assert reply.status_code == 422
    assert "lon" in reply.json()["sentence"]


async def test_that_a_ground_too_slow_is_told_as_such() -> None:
    async with Served(*room()) as served:
        served.ground.fault = TimeoutError()
        reply = await served.http.get("/recommendation", params=HERE, headers=AS_SEAT)

    assert (reply.status_code, reply.json()["code"]) == (503, "too-slow")
