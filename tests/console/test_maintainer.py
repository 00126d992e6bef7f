"""The maintainer's window by keys: the server's facts, people, devices, sign-ins, settings."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PyQt6.QtCore import QCoreApplication, QEvent, Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dispatch_console.roles.maintainer.maintainer_window import MaintainerWindow
from dispatch_console.viewmodels.people_keeping import PeopleKeeping
from dispatch_console.viewmodels.upkeep import SILENT_S, Health, UpkeepModel
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.commands.people import (
    AddPerson,
    ChangePerson,
    EndSession,
    IssueDevice,
    ReleasePerson,
    RevokeDevice,
    SetPassword,
)
from dispatch_server.contract.events.people import DeviceIssued
from dispatch_server.contract.ids import DeviceId
from dispatch_server.contract.states import LinkState, Role
from dispatch_server.contract.upkeep import (
    BackupSeen,
    DiskSeen,
    SettingsAnswer,
    UpkeepAnswer,
    maintained,
)
from dispatch_server.contract.version import PROTOCOL
from tests.builders import FAR_STATION, RECEIVER, SEAT
from tests.console.clipping import clipped
from tests.console.watch_room import WatchRoom
from tests.fakes.console import DONE

CTRL = Qt.KeyboardModifier.ControlModifier
STALE = CommandAnswer(
    outcome=CommandOutcome.REFUSED, code="stale-edit", sentence="0101 已被别人改成：示范甲 主任"
)


class Machines:
    """A maintainer's window before a busy room, with a server in memory."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.room = WatchRoom()
        self.room.be_busy()
        self.room.play([DeviceIssued(device_id=DeviceId("device-1"), seat_id=RECEIVER)])
        self.answer()
        self.room.questions.told_settings = SettingsAnswer(text="[server]\nport = 8120\n")
        self.upkeep = UpkeepModel(self.room.questions, self.room.clock)
        self.people = PeopleKeeping(self.upkeep, self.room.commands)
        self.window = MaintainerWindow(self.upkeep, self.people, self.room.clock)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow, timeout=2000)

    def answer(self, *, schema: str = "0009", backup_hours: float | None = 3) -> None:
        """Let the server stand like this from now on."""
        now = self.room.face.now()
        backup = None
        if backup_hours is not None:
            at = now - timedelta(hours=backup_hours)
            backup = BackupSeen(name="a.backup", at=at, bytes=31_000_000)
        self.room.questions.told_upkeep = UpkeepAnswer(
            at=now,
            started_at=now - timedelta(hours=30),
            program="0.1.0",
            protocol=PROTOCOL,
            database="postgresql",
            database_bytes=81_000_000,
            schema_found=schema,
            schema_wanted="0009",
            board=maintained(self.room.mirror.board),
            backups_watched=True,
            backup=backup,
            backup_late_after_h=26,
            listening=(SEAT, RECEIVER),
            disks=(
                DiskSeen(name="数据库", free_bytes=1_500_000_000, total_bytes=10**11, is_low=True),
                DiskSeen(name="录音", free_bytes=9_000_000_000, total_bytes=10**11),
            ),
        )

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.qtbot.keyClick(self.window.focusWidget() or self.window, key)

    def chord(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(self.window.focusWidget() or self.window, key, CTRL)

    def type(self, words: str) -> None:
        self.qtbot.keyClicks(self.window.focusWidget(), words)

    @property
    def said(self) -> str:
        return self.window.toasts.accessibleName()


@pytest.fixture
def machines(qtbot: QtBot) -> Iterator[Machines]:
    machines = Machines(qtbot)
    yield machines
    machines.window.close()
    machines.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def facts(machines: Machines) -> dict[str, tuple[Health, str]]:
    return {row.name: (row.health, row.value) for row in machines.upkeep.facts.rows}


def test_that_the_server_tells_its_versions_journal_and_backup(machines: Machines) -> None:
    found = facts(machines)

    assert found["服务器"] == (Health.GOOD, "0:00 前应答　已运行 30:00:00")
    assert found["程序版本"] == (Health.GOOD, "0.1.0")
    assert found["数据库"] == (Health.GOOD, "PostgreSQL　81.0 MB")
    assert found["数据库结构"] == (Health.GOOD, "0009")
    assert found["最近备份"][0] is Health.GOOD
    assert found["在线席"][1] == "2 席在收事件"


def test_that_a_disk_with_little_room_is_told_with_what_has_stopped(machines: Machines) -> None:
    (row,) = [one for one in machines.upkeep.facts.rows if one.name == "磁盘余量"]

    assert (row.health, row.value) == (Health.WARN, "数据库 1500 MB　录音 9000 MB")
    assert row.advice == "备份已停：腾出空间"


def test_that_another_schema_and_a_late_or_missing_backup_are_red_and_say_what_to_do(
    machines: Machines,
) -> None:
    machines.answer(schema="0008", backup_hours=30)
    machines.upkeep.ask()
    late = {row.name: row for row in machines.upkeep.facts.rows}
    machines.answer(backup_hours=None)
    machines.upkeep.ask()

    assert late["数据库结构"].health is Health.BAD
    assert "migrate" in late["数据库结构"].advice
    assert late["最近备份"].health is Health.BAD
    assert facts(machines)["最近备份"] == (Health.BAD, "一份也没有")


def test_that_a_server_that_answers_no_more_is_said_to_be_gone_and_the_links_unknown(
    machines: Machines,
) -> None:
    machines.room.questions.told_upkeep = None
    for _ in range(int(SILENT_S)):
        machines.room.later(1)

    assert machines.upkeep.link is LinkState.DOWN
    assert facts(machines)["服务器"][0] is Health.BAD
    assert {row.health for row in machines.upkeep.links.rows} == {Health.UNKNOWN}
    assert machines.window.alarms.alarm is not None


def test_that_links_stand_with_the_broken_ones_first(machines: Machines) -> None:
    rows = machines.upkeep.links.rows

    assert [(row.name, row.health) for row in rows] == [
        ("受警机　示范二站", Health.BAD),
        ("受警机　示范一站", Health.GOOD),
        ("打印　示范一站", Health.GOOD),
    ]


def test_that_somebody_is_added_by_keys_with_a_password_made_and_shown_once(
    machines: Machines,
) -> None:
    machines.press(Qt.Key.Key_F2, Qt.Key.Key_Insert)
    machines.type("0120")
    machines.press(Qt.Key.Key_Return)
    machines.type("Shi Fan")
    machines.press(Qt.Key.Key_Return, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_Return)
    machines.type("sfez")
    machines.press(Qt.Key.Key_Return)
    machines.chord(Qt.Key.Key_Return)

    (command,) = machines.room.commands.sent
    assert isinstance(command, AddPerson)
    assert (command.number, command.card.name) == ("0120", "Shi Fan")
    assert set(command.card.roles) == {Role.STATION, Role.DIRECTOR}
    assert command.card.station_id == FAR_STATION
    assert not machines.window.person_form.is_open
    assert machines.window.secret.is_open
    assert machines.window.secret.secret.text() == command.password
    assert len(command.password) == 19


def test_that_a_form_says_what_is_missing_before_it_asks(machines: Machines) -> None:
    machines.press(Qt.Key.Key_F2, Qt.Key.Key_Insert)
    machines.type("0120")
    machines.chord(Qt.Key.Key_Return)
    first = machines.window.person_form.error.text()
    machines.window.person_form.name.setText("示范丁")
    machines.chord(Qt.Key.Key_Return)

    assert first == "填姓名"
    assert "至少选一个岗位" in machines.window.person_form.error.text()
    assert not machines.room.commands.sent


def test_that_a_stale_edit_is_told_in_the_form_which_keeps_what_was_typed(
    machines: Machines,
) -> None:
    machines.room.commands.answer = STALE
    machines.press(Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_2)
    machines.chord(Qt.Key.Key_Return)

    (command,) = machines.room.commands.sent
    assert isinstance(command, ChangePerson)
    assert command.expected.roles == (Role.DISPATCHER,)
    assert set(command.card.roles) == {Role.DISPATCHER, Role.SUPERVISOR}
    assert machines.window.person_form.is_open
    assert machines.window.person_form.error.text() == STALE.sentence


def test_that_keys_shut_release_and_give_another_password(machines: Machines) -> None:
    machines.press(Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_F7, Qt.Key.Key_F6)
    machines.type("one long secret")
    machines.press(Qt.Key.Key_Return)
    machines.type("another")
    machines.press(Qt.Key.Key_Return)
    refused = machines.window.password_form.error.text()
    machines.window.password_form.again.setText("one long secret")
    machines.press(Qt.Key.Key_Return)

    shut, release, password = machines.room.commands.sent
    assert isinstance(shut, ChangePerson)
    assert not shut.card.active
    assert isinstance(release, ReleasePerson)
    assert isinstance(password, SetPassword)
    assert refused == "两遍口令不一样"
    assert password.password == "one long secret"
    assert not machines.window.secret.is_open


def test_that_a_key_is_issued_shown_once_copied_by_key_and_gone_after(machines: Machines) -> None:
    machines.room.commands.answer = DONE.model_copy(update={"shown_once": "d120-abc"})
    machines.press(Qt.Key.Key_F3, Qt.Key.Key_Insert, Qt.Key.Key_Return, Qt.Key.Key_Return)
    machines.chord(Qt.Key.Key_C)
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    copied = clipboard.text()
    machines.press(Qt.Key.Key_Escape)

    (command,) = machines.room.commands.sent
    assert isinstance(command, IssueDevice)
    assert command.seat_id == RECEIVER
    assert copied == "d120-abc"
    assert not machines.window.secret.is_open
    assert machines.window.secret.secret.text() == ""


def test_that_a_key_that_did_not_come_is_said_to_be_lost(machines: Machines) -> None:
    machines.press(Qt.Key.Key_F3, Qt.Key.Key_Insert, Qt.Key.Key_Return, Qt.Key.Key_Return)

    assert "撤销它，重新签发" in machines.said
    assert not machines.window.secret.is_open


def test_that_a_key_is_revoked_and_a_session_ended_only_after_the_question(
    machines: Machines,
) -> None:
    machines.press(Qt.Key.Key_F3, Qt.Key.Key_Delete, Qt.Key.Key_Escape)
    unasked = list(machines.room.commands.sent)
    machines.press(Qt.Key.Key_Delete)
    machines.chord(Qt.Key.Key_Return)
    machines.press(Qt.Key.Key_F4, Qt.Key.Key_Delete)
    machines.chord(Qt.Key.Key_Return)

    revoke, end = machines.room.commands.sent
    assert not unasked
    assert isinstance(revoke, RevokeDevice)
    assert revoke.device_id == "device-1"
    assert isinstance(end, EndSession)
    assert end.seat_id == SEAT


def test_that_the_settings_are_read_and_cannot_be_typed_into(machines: Machines) -> None:
    machines.press(Qt.Key.Key_F5)
    machines.type("x")

    assert machines.window.settings.rows.toPlainText() == "[server]\nport = 8120\n"


def test_that_the_lists_are_models_that_keep_their_promises(machines: Machines) -> None:
    lists = (machines.people.people, machines.people.devices, machines.people.sessions)
    testers = [QAbstractItemModelTester(model) for model in lists]

    machines.room.later(3)

    assert [len(model.rows) for model in lists] == [4, 1, 4]
    (device,) = machines.people.devices.rows
    assert (device.counts, device.listening) == (True, True)
    assert [row.listening for row in machines.people.sessions.rows] == [True, False, False, False]
    assert testers


def test_that_nothing_is_clipped_on_any_page(machines: Machines) -> None:
    for key in (Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5):
        machines.press(key)

        assert not clipped(machines.window)
