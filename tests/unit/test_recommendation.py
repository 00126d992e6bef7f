"""Which vehicles and hospitals suit a scene."""

from dispatch_server.contract.events import Event
from dispatch_server.contract.events.orders import OrderMoved
from dispatch_server.contract.events.resources import (
    DutySet,
    HospitalRegistered,
    VehicleRegistered,
)
from dispatch_server.contract.ids import HospitalId, VehicleId
from dispatch_server.contract.states import Duty, OrderState
from dispatch_server.contract.views import vehicle_view
from dispatch_server.domain.recommendation import RoadTime, rank_hospitals, rank_vehicles
from dispatch_server.services.recommendations import TOLD_LENGTHS, RecommendationService
from tests.builders import (
    FAR_VEHICLE,
    HOSPITAL,
    ORDER,
    SCENE,
    STATION,
    STATION_POINT,
    VEHICLE,
    board,
    dispatched,
    room,
)
from tests.fakes.ground import FakeGround
from tests.fakes.store import FakeStore

NEAR, FAR = (100.0, 1000.0), (900.0, 9000.0)
THIRD = VehicleRegistered(
    vehicle_id=VehicleId("v-3"), name="急03", plate="示A 120D3", kind="普通型", station_id=STATION
)


def ranked(events: list[Event], **times: RoadTime) -> list[str]:
    at = board(events)
    vehicles = [VehicleId(name.replace("_", "-")) for name in times]
    choices = rank_vehicles([vehicle_view(at, v) for v in vehicles], list(times.values()))
    return [choice.vehicle_id for choice in choices]


def test_that_the_nearest_by_road_comes_first() -> None:
    assert ranked(room(), v_1=FAR, v_2=NEAR) == ["v-2", "v-1"]


def test_that_vehicles_equally_near_stand_in_a_fixed_order() -> None:
    assert ranked(room(), v_2=NEAR, v_1=NEAR) == ["v-1", "v-2"]


def test_that_a_vehicle_without_a_way_comes_after_those_with_one() -> None:
    assert ranked([*room(), THIRD], v_1=None, v_2=FAR, v_3=NEAR) == ["v-3", "v-2", "v-1"]


def test_that_a_vehicle_that_may_not_be_sent_comes_last() -> None:
    assert ranked([*dispatched(), THIRD], v_1=NEAR, v_2=FAR, v_3=None) == ["v-2", "v-3", "v-1"]


async def test_that_an_excluded_vehicle_says_why() -> None:
    paused = DutySet(vehicle_id=FAR_VEHICLE, duty=Duty.OUT_OF_SERVICE)
    store = FakeStore(*dispatched(), paused)

    answer = await RecommendationService(store, FakeGround()).recommend(SCENE)

    why = {choice.vehicle_id: choice.excluded for choice in answer.vehicles}
    assert why == {VEHICLE: "1-1 已下达", FAR_VEHICLE: "暂停调用"}


async def test_that_the_first_vehicle_brings_its_way_and_no_other_does() -> None:
    store = FakeStore(*room())

    answer = await RecommendationService(store, FakeGround()).recommend(SCENE)

    assert answer.vehicles[0].route == (STATION_POINT, SCENE)
    assert [choice.route for choice in answer.vehicles[1:]] == [()]


async def test_that_a_scene_no_road_leads_to_still_lists_every_vehicle() -> None:
    store = FakeStore(*room())

    answer = await RecommendationService(store, FakeGround(SCENE)).recommend(SCENE)

    assert [(c.seconds, c.metres, c.route) for c in answer.vehicles] == [(None, None, ())] * 2
    assert answer.hospitals[0].seconds is None


async def test_that_a_vehicle_away_is_measured_from_where_its_order_left_it() -> None:
    ended = [
        OrderMoved(order_id=ORDER, to=OrderState.ARRIVED, skipped=(OrderState.DEPARTED,)),
        OrderMoved(order_id=ORDER, to=OrderState.COMPLETED),
    ]
    store = FakeStore(*dispatched(), *ended)

    answer = await RecommendationService(store, FakeGround()).recommend(SCENE)

    first = answer.vehicles[0]
    assert (first.vehicle_id, first.seconds, first.point_source) == (VEHICLE, 0.0, "order")


async def test_that_only_the_first_vehicles_are_told_with_the_length_of_their_way() -> None:
    more = [
        VehicleRegistered(
            vehicle_id=VehicleId(f"v-{number}"), name="", plate="", kind="", station_id=STATION
        )
        for number in range(10, 10 + TOLD_LENGTHS)
    ]

    answer = await RecommendationService(FakeStore(*room(), *more), FakeGround()).recommend(SCENE)

    lengths = [choice.metres for choice in answer.vehicles]
    assert None not in lengths[:TOLD_LENGTHS]
    assert lengths[TOLD_LENGTHS:] == [None, None]
    assert None not in [choice.seconds for choice in answer.vehicles]


def test_that_hospitals_are_ranked_by_road_and_name_their_centres() -> None:
    second = HospitalRegistered(
        hospital_id=HospitalId("h-2"), name="示范第二医院", address="", point=SCENE, phone=""
    )
    hospitals = list(board([*room(), second]).hospitals.values())

    choices = rank_hospitals(hospitals, [NEAR, None])

    assert [choice.hospital_id for choice in choices] == [HOSPITAL, "h-2"]
    assert choices[0].reasons == ("胸痛中心",)
