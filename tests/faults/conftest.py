"""One room of real parts for each test that breaks something."""

from collections.abc import Iterator

import pytest

from tests.testbed.room import Room
from tests.testbed.seat import SeatClient


@pytest.fixture
def room() -> Iterator[Room]:
    with Room() as room:
        room.phones.register("6001", hertz=1000)
        yield room


@pytest.fixture
def desk(room: Room) -> Iterator[SeatClient]:
    with room.desk() as desk:
        yield desk
