"""A form survives the console's own crash."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.client.draft_file import DraftFile, KeptForm
from dispatch_console.viewmodels.draft_keeper import DraftKeeper
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.details import Details, Place
from dispatch_server.contract.events.incidents import IncidentDescribed
from dispatch_server.contract.ids import IncidentId
from tests.builders import ANI, INCIDENT, answered, ringing
from tests.console.desk_room import DeskRoom

UNKNOWN = CommandAnswer(outcome=CommandOutcome.UNKNOWN, code="no-answer", sentence="没有应答")
MINE = Details(scene=Place("示范一路 12 号"), notes="保安接车")


@pytest.fixture
def file(tmp_path: Path) -> DraftFile:
    return DraftFile(tmp_path / "desk" / "forms.json")


def desk_with_draft(*more: IncidentDescribed) -> DeskRoom:
    """A desk that just connected to a room in which it had answered a call."""
    desk = DeskRoom()
    desk.play([*ringing(), *answered(), *more])
    return desk


def keeper(desk: DeskRoom, file: DraftFile) -> DraftKeeper:
    kept = DraftKeeper(desk.models.form, desk.mirror, file)
    desk.mirror.replaced.emit()
    return kept


def test_that_a_form_the_server_did_not_take_comes_back_after_a_crash(
    qtbot: QtBot, file: DraftFile
) -> None:
    before = desk_with_draft()
    keeping = keeper(before, file)
    before.commands.answer = UNKNOWN
    before.models.form.edit(MINE)
    before.models.form.save()
    keeping.write()

    after = desk_with_draft()
    keeper(after, file)

    assert after.models.form.details.notes == "保安接车"
    assert after.described[-1].details.notes == "保安接车"


def test_that_half_typed_words_come_back(qtbot: QtBot, file: DraftFile) -> None:
    before = desk_with_draft()
    keeping = keeper(before, file)
    before.models.form.type("scene", "lyd")
    keeping.write()

    after = desk_with_draft()
    keeper(after, file)

    assert after.models.form.typed("scene") == "lyd"


def test_that_what_others_wrote_since_stays(qtbot: QtBot, file: DraftFile) -> None:
    file.write({INCIDENT: KeptForm(Details(), MINE)})
    theirs = IncidentDescribed(incident_id=INCIDENT, details=Details(complaint="跌倒"))

    after = desk_with_draft(theirs)
    keeper(after, file)

    assert (after.models.form.details.complaint, after.models.form.details.notes) == (
        "跌倒",
        "保安接车",
    )


def test_that_a_form_the_server_has_is_kept_no_longer(qtbot: QtBot, file: DraftFile) -> None:
    desk = desk_with_draft()
    keeping = keeper(desk, file)
    desk.models.form.edit(MINE)
    desk.models.form.save()
    desk.play([IncidentDescribed(incident_id=INCIDENT, details=desk.models.form.details)])

    keeping.write()

    assert file.read() == {}


def test_that_the_form_of_an_ended_incident_is_let_go(qtbot: QtBot, file: DraftFile) -> None:
    file.write({IncidentId("i-gone"): KeptForm(Details(), MINE)})
    desk = desk_with_draft()

    keeper(desk, file).write()

    assert file.read() == {}


def test_that_an_unreadable_file_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "forms.json"
    path.write_text("{broken", "utf-8")

    assert DraftFile(path).read() == {}
    assert path.with_suffix(".unreadable").read_text("utf-8") == "{broken"


def test_that_an_unreadable_file_is_put_aside_and_logged_without_its_content(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "forms.json"
    path.write_text(f'{{"i-1": ["{ANI}"]}}')

    forms = DraftFile(path).read()

    assert forms == {}
    assert "put aside" in caplog.text
    assert ANI not in caplog.text
    assert ANI in path.with_suffix(".unreadable").read_text()
