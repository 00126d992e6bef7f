"""Questions over HTTP."""

import pytest

from dispatch_server.contract.answers import Hello, RecommendationAnswer, RouteAnswer
from dispatch_server.contract.version import PROTOCOL
from tests.builders import SCENE, SEAT, STATION_POINT, VEHICLE, room
from tests.server.served import Served, bearing, token_at

HERE = {"lon": SCENE[0], "lat": SCENE[1]}
WAY = {"lon": STATION_POINT[0], "lat": STATION_POINT[1], "to_lon": SCENE[0], "to_lat": SCENE[1]}
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


@pytest.mark.parametrize("path", ["/recommendation", "/route"])
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
