"""Who may sit where, how long a wrong password costs, and which passwords are refused."""

from datetime import timedelta

import pytest

from dispatch_server.contract.entities import Person, Seat
from dispatch_server.contract.ids import PersonId, SeatId, StationId
from dispatch_server.contract.states import Role
from dispatch_server.domain import access
from dispatch_server.domain.errors import NotAtThisSeat, WeakPassword
from tests.builders import FAR_STATION, START, STATION

DESK = Seat(SeatId("seat-1"), "01席", Role.DISPATCHER, "6001")
RECEIVER = Seat(SeatId("receiver-1"), "示范一站受警机", Role.STATION, "", STATION)


def person(*roles: Role, station_id: StationId | None = None) -> Person:
    return Person(PersonId("person-1"), "0101", "示范甲", roles, station_id=station_id)


def test_that_the_wait_doubles_to_a_minute_and_no_further() -> None:
    waits = [access.wait_s(count) for count in (0, 1, 2, 3, 4, 5, 6, 7, 8, 500)]

    assert waits == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_that_a_wait_runs_out_and_old_failures_are_forgotten() -> None:
    left = [
        access.remaining_s(3, START, START + timedelta(seconds=passed)) for passed in (0, 1, 4, 901)
    ]

    assert left == [4, 3, 0, 0]


def test_that_a_clock_set_back_makes_no_wait_longer() -> None:
    assert access.remaining_s(2, START, START - timedelta(hours=3)) == 2


@pytest.mark.parametrize(
    ("held", "seat", "counting"),
    [
        (person(Role.DISPATCHER), DESK, (Role.DISPATCHER,)),
        (person(Role.DISPATCHER, Role.STATION), DESK, (Role.DISPATCHER,)),
        (
            person(Role.DIRECTOR, Role.STATION, station_id=STATION),
            DESK,
            (Role.DIRECTOR, Role.STATION),
        ),
        (person(Role.STATION, station_id=STATION), RECEIVER, (Role.STATION,)),
        (person(Role.STATION), RECEIVER, (Role.STATION,)),
        (person(Role.DISPATCHER, Role.STATION), RECEIVER, (Role.STATION,)),
    ],
)
def test_that_the_roles_that_fit_the_seat_count(
    held: Person, seat: Seat, counting: tuple[Role, ...]
) -> None:
    assert access.roles_at(held, seat) == counting


@pytest.mark.parametrize(
    ("held", "seat"),
    [
        (person(Role.DISPATCHER), RECEIVER),
        (person(Role.STATION, station_id=FAR_STATION), RECEIVER),
        (person(Role.STATION), DESK),
        (person(), DESK),
    ],
)
def test_that_a_seat_is_refused_to_whose_roles_do_not_fit(held: Person, seat: Seat) -> None:
    with pytest.raises(NotAtThisSeat, match=seat.name):
        access.roles_at(held, seat)


def test_that_a_station_person_in_the_room_stays_bound_to_the_station() -> None:
    nurse = person(Role.STATION, station_id=STATION)
    leader = person(Role.STATION, Role.SUPERVISOR, station_id=STATION)

    assert access.seat_as(DESK, nurse, nurse.roles).station_id == STATION
    assert access.seat_as(DESK, leader, leader.roles).station_id is None


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "123456789",
        "1234567890",
        "PASSWORD123",
        "aaaaaaaaaaaaaa",
        "x0101-secret-x",
        "示范甲示范甲示范甲乙丙丁",
    ],
)
def test_that_a_password_others_would_guess_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        access.check_password(password, number="0101", name="示范甲", demonstration=False)


def test_that_a_good_password_passes_and_the_demonstration_takes_any() -> None:
    access.check_password("长江大桥 边上 吃面", number="0101", name="示范甲", demonstration=False)
    access.check_password("1", number="0101", name="示范甲", demonstration=True)
