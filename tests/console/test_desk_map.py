"""The map and the form of a dispatcher's desk: what is picked on one shows on the other."""

from pathlib import Path
from typing import Final

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.main import Connection, DispatcherDesk, places_of
from dispatch_server.contract.details import Place, Point, Precision
from dispatch_server.contract.ids import IncidentId
from tests import builders
from tests.builders import INCIDENT, SEAT
from tests.console.desk_room import CITY

HERE: Final[Point] = (114.29, 30.59)
SERVER: Final = "http://127.0.0.1:9"


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> DispatcherDesk:
    """A desk whose server is not there, with an incident in work whose place is not known."""
    connection = Connection(SERVER, SEAT)
    made = DispatcherDesk(connection, CITY, kept=tmp_path / "drafts.json")
    for window in made.windows:
        qtbot.addWidget(window)
    events = (*builders.room(), *builders.ringing(), *builders.answered())
    for recorded in builders.journal(events):
        connection.mirror.receive(recorded)
    made.models.chosen.choose(INCIDENT)
    made.models.form.take_place(Place(""))
    places_of(CITY).learn_names()
    return made


def test_that_a_point_of_the_map_fills_the_form_with_what_stands_there(
    desk: DispatcherDesk,
) -> None:
    desk.map_window.scene_picked.emit(*HERE)

    scene = desk.models.form.details.scene
    assert scene.point == HERE
    assert scene.precision is Precision.PICKED
    assert "号" in scene.text


def test_that_another_point_takes_the_words_of_the_map_along_but_not_those_of_a_person(
    desk: DispatcherDesk,
) -> None:
    form = desk.models.form
    desk.map_window.scene_picked.emit(*HERE)
    first = form.details.scene.text
    desk.map_window.scene_picked.emit(114.27, 30.58)
    second = form.details.scene.text

    form.take_place(Place("示范小区 3 栋", HERE))
    desk.map_window.scene_picked.emit(114.27, 30.58)

    assert second != first
    assert form.details.scene == Place("示范小区 3 栋", (114.27, 30.58), Precision.PICKED)


def test_that_the_meeting_point_is_picked_likewise(desk: DispatcherDesk) -> None:
    desk.map_window.scene_picked.emit(*HERE)

    desk.map_window.meeting_picked.emit(114.292, 30.591)

    meeting = desk.models.form.details.meeting_point
    assert meeting.point == (114.292, 30.591)
    assert desk.scene.picture.meeting is not None
    assert desk.scene.picture.meeting.words == meeting.text


def test_that_an_address_taken_on_the_form_moves_the_map(desk: DispatcherDesk) -> None:
    find = places_of(CITY).find("青禾大道")[0]

    desk.models.form.take_place(find.place)

    point = find.place.point
    assert point is not None
    x, y = desk.map_window.canvas.view.px(point)
    spot = desk.map_window.canvas.spot
    assert abs(x - spot.x()) + abs(y - spot.y()) < 1


def test_that_an_incident_clicked_on_the_map_is_the_chosen_one(desk: DispatcherDesk) -> None:
    desk.models.chosen.choose(None)

    desk.map_window.incident_chosen.emit(IncidentId(INCIDENT))

    assert desk.models.chosen.id == INCIDENT
    assert desk.map_window.may_pick
