"""Two servers on one PostgreSQL: a console finds the one that leads, and the other when it dies."""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.main import DispatcherDesk
from dispatch_server.contract.answers import CommandOutcome
from dispatch_server.contract.commands.incidents import DraftIncident
from dispatch_server.contract.ids import CommandId, IncidentId
from tests.testbed.centre import WITHIN_MS, Centre, Place, centre
from tests.testbed.room import CITY

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
INCIDENT = IncidentId("i-before")
ROWS_OF_A_DRAFT = 2
WORDS = "示范路 12 号，打到一半"


@pytest.fixture(name="centre")
def _centre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    with centre(tmp_path, monkeypatch, servers=2) as opened:
        opened.start(1)
        yield opened


def draft(incident_id: str) -> DraftIncident:
    return DraftIncident(
        command_id=CommandId(f"draft-{incident_id}"), incident_id=IncidentId(incident_id)
    )


def refusal(address: str) -> tuple[int, str, str]:
    """Ask a server how a desk stands; return how it turned the question away."""
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{address}/desk?seat=seat-1", timeout=5)  # noqa: S310 - ours
    with caught.value as fault:
        told = json.loads(fault.read())
        return fault.code, told["code"], told["sentence"]


def test_that_a_console_is_at_the_other_server_when_the_leading_one_is_killed(
    centre: Centre, qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    leading, standby = centre.addresses
    place = Place((standby, leading), "seat-1", tmp_path / "waiting.json")
    place.sit_down()
    qtbot.waitUntil(lambda: place.is_up, timeout=WITHIN_MS)
    found_at = place.connection.entrance.place
    desk = DispatcherDesk(place.connection, CITY, kept=tmp_path / "forms.json")
    place.do(draft(INCIDENT))
    qtbot.waitUntil(partial(place.sees, INCIDENT), timeout=WITHIN_MS)
    desk.models.chosen.choose(INCIDENT)
    desk.models.form.type("scene", WORDS)

    assert refusal(standby) == (
        503,
        "not-kept",
        "这是备用服务器，没有执行；受理台会自动转到主用服务器",
    )
    centre.kill(0)
    place.do(draft("i-after"))
    qtbot.waitUntil(partial(place.sees, "i-after"), timeout=WITHIN_MS)
    qtbot.waitUntil(lambda: place.is_up and not place.waits, timeout=WITHIN_MS)
    place.connection.stream.stop()

    assert found_at == leading.removeprefix("http://")
    assert place.connection.entrance.place == standby.removeprefix("http://")
    assert place.heard[-1] is CommandOutcome.DONE
    assert centre.journalled("draft-i-after") == ["draft-i-after"] * ROWS_OF_A_DRAFT
    assert place.connection.session.is_open
    assert (desk.models.chosen.id, desk.models.form.typed("scene")) == (INCIDENT, WORDS)
