"""People, devices and sign-ins as a maintainer keeps them, and what each key asks of the server."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.client import Commands
from dispatch_console.viewmodels.desk import new_command_id
from dispatch_console.viewmodels.row_model import RowModel
from dispatch_console.viewmodels.upkeep import UpkeepModel
from dispatch_console.viewmodels.wording import duration, together
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.board import Board
from dispatch_server.contract.commands import Command
from dispatch_server.contract.commands.people import (
    AddPerson,
    ChangePerson,
    EndSession,
    IssueDevice,
    PersonCard,
    ReleasePerson,
    RevokeDevice,
    SetPassword,
)
from dispatch_server.contract.entities import Device, Person, Seat, SignedIn
from dispatch_server.contract.ids import DeviceId, PersonId, SeatId, StationId
from dispatch_server.contract.local_time import local
from dispatch_server.contract.role_words import ROLE_WORDS
from dispatch_server.contract.states import Role

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS: Final = 4
_IN_GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in a line."""

    person_id: PersonId
    number: str
    name: str
    roles: str
    station: str
    seat: str
    active: bool

    @property
    def words(self) -> str:
        """The row as plain words."""
        shut = "" if self.active else "停用"
        return together([self.number, self.name, self.roles, self.station, self.seat, shut])


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One key of a device: whose, since when, whether it counts and listens now."""

    device_id: DeviceId
    seat: str
    issued: str
    counts: bool
    listening: bool

    @property
    def words(self) -> str:
        """The row as plain words."""
        state = "有效" if self.counts else "已撤销"
        return together([self.seat, self.device_id, self.issued, state])


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Who sits at a seat, since when, until when; `listening` whether the desk is connected."""

    seat_id: SeatId
    person_id: PersonId
    seat: str
    person: str
    roles: str
    since: str
    until: str
    listening: bool

    @property
    def words(self) -> str:
        """The row as plain words."""
        return together([self.seat, self.person, self.roles, self.since])


@dataclass(frozen=True, slots=True)
class Shown:
    """A secret that is shown this once: what it is of, and itself."""

    title: str
    secret: str


class PeopleKeeping(QObject):
    """Lists, and sends what is asked. After every answer the server is asked anew.

    `told` carries an outcome in words, good or bad; `shown` a secret; `done` that a form may close.
    """

    changed = pyqtSignal()
    told = pyqtSignal(str, bool)
    shown = pyqtSignal(object)
    done = pyqtSignal()

    def __init__(
        self, upkeep: UpkeepModel, commands: Commands, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._upkeep = upkeep
        self._commands = commands
        self.people: RowModel[PersonRow] = RowModel(
            lambda row: row.words, self, key=lambda row: row.person_id
        )
        self.devices: RowModel[DeviceRow] = RowModel(
            lambda row: row.words, self, key=lambda row: row.device_id
        )
        self.sessions: RowModel[SessionRow] = RowModel(
            lambda row: row.words, self, key=lambda row: row.seat_id
        )
        upkeep.changed.connect(self.refresh)

    @property
    def stations(self) -> tuple[tuple[StationId, str], ...]:
        """The stations a person may belong to, by id."""
        board = self._upkeep.board
        return tuple((one.id, one.name) for _, one in sorted(board.stations.items()))

    @property
    def receiver_seats(self) -> tuple[Seat, ...]:
        """The seats whose devices may have a key."""
        seats = self._upkeep.board.seats.values()
        return tuple(sorted((s for s in seats if s.role is Role.STATION), key=lambda s: s.name))

    def person(self, person_id: PersonId) -> Person | None:
        """Give a person as last told."""
        return self._upkeep.board.people.get(person_id)

    def refresh(self) -> None:
        """Read the lists anew."""
        board, found = self._upkeep.board, self._upkeep.found
        listening = frozenset(found.listening) if found is not None else frozenset()
        people = sorted(board.people.values(), key=lambda one: (not one.active, one.number))
        self.people.replace([_person_row(board, one) for one in people])
        devices = sorted(board.devices.values(), key=lambda d: (d.revoked_at is not None, d.id))
        self.devices.replace([_device_row(board, one, listening) for one in devices])
        held = sorted(board.signed_in.values(), key=lambda one: one.seat_id)
        self.sessions.replace([self._session_row(board, one, listening) for one in held])
        self.changed.emit()

    def add(self, number: str, card: PersonCard, password: str) -> None:
        """Add a person; without a password one is made and shown this once."""
        word = password or new_password()
        command = AddPerson(command_id=new_command_id(), number=number, card=card, password=word)
        title = f"{number} {card.name} 的口令" if not password else ""
        self._send(command, f"已添加 {number} {card.name}", made=Shown(title, word))

    def change(self, person: Person, card: PersonCard) -> None:
        """Change a person from what was read to what the card says."""
        expected = PersonCard.model_construct(
            name=person.name, roles=person.roles, active=person.active, station_id=person.station_id
        )
        command = ChangePerson(
            command_id=new_command_id(), person_id=person.id, expected=expected, card=card
        )
        self._send(command, f"已改 {person.number} {card.name}")

    def set_password(self, person: Person, password: str) -> None:
        """Give a person another password; without one it is made and shown this once."""
        word = password or new_password()
        command = SetPassword(command_id=new_command_id(), person_id=person.id, password=word)
        title = f"{person.number} {person.name} 的口令" if not password else ""
        self._send(command, f"{person.number} 的口令已换，已签退", made=Shown(title, word))

    def release(self, person: Person) -> None:
        """Lift a person's delay after wrong passwords."""
        command = ReleasePerson(command_id=new_command_id(), person_id=person.id)
        self._send(command, f"{person.number} 可以马上再试登录")

    def toggle_active(self, person: Person) -> None:
        """Let a person sign in no longer, or again."""
        card = PersonCard.model_construct(
            name=person.name,
            roles=person.roles,
            active=not person.active,
            station_id=person.station_id,
        )
        self.change(person, card)

    def issue(self, seat: Seat) -> None:
        """Give a seat's device a key, shown this once."""
        command = IssueDevice(command_id=new_command_id(), seat_id=seat.id)
        self._send(command, f"已签发 {seat.name} 的密钥", key_of=seat.name)

    def revoke(self, row: DeviceRow) -> None:
        """Let a device's key count no longer."""
        command = RevokeDevice(command_id=new_command_id(), device_id=row.device_id)
        self._send(command, f"已撤销 {row.seat} 的密钥")

    def end_session(self, row: SessionRow) -> None:
        """Sign somebody out of a seat."""
        command = EndSession(
            command_id=new_command_id(), seat_id=row.seat_id, person_id=row.person_id
        )
        self._send(command, f"{row.seat} 的登录已结束")

    def _send(
        self, command: Command, words: str, *, made: Shown | None = None, key_of: str = ""
    ) -> None:
        self._commands.send(command, self._hearing(words, made, key_of))

    def _hearing(
        self, words: str, made: Shown | None, key_of: str
    ) -> Callable[[CommandAnswer], None]:
        def hear(answer: CommandAnswer) -> None:
            self._upkeep.ask()
            if answer.outcome is not CommandOutcome.DONE:
                self.told.emit(answer.sentence, False)
                return
            self.told.emit(words, True)
            self.done.emit()
            if key_of and not answer.shown_once:
                self.told.emit("密钥只在签发时给一次，这次没有收到：撤销它，重新签发", False)
            elif key_of:
                self.shown.emit(Shown(f"{key_of} 的密钥", answer.shown_once))
            elif made is not None and made.title:
                self.shown.emit(made)

        return hear

    def _session_row(
        self, board: Board, held: SignedIn, listening: frozenset[SeatId]
    ) -> SessionRow:
        person = board.people.get(held.person_id)
        return SessionRow(
            held.seat_id,
            held.person_id,
            _seat_name(board, held.seat_id),
            f"{person.number} {person.name}" if person is not None else held.person_id,
            _roles(held.roles),
            duration((self._upkeep.now - held.since).total_seconds()),
            local(held.expires_at).strftime("%H:%M"),
            held.seat_id in listening,
        )


def new_password() -> str:
    """Make a password that can be read aloud: four groups of four, without 0 o 1 l i."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_IN_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _person_row(board: Board, person: Person) -> PersonRow:
    station = board.stations.get(person.station_id) if person.station_id is not None else None
    seats = [held.seat_id for held in board.signed_in.values() if held.person_id == person.id]
    return PersonRow(
        person.id,
        person.number,
        person.name,
        _roles(person.roles),
        station.name if station is not None else "",
        " ".join(_seat_name(board, seat_id) for seat_id in seats),
        person.active,
    )


def _device_row(board: Board, device: Device, listening: frozenset[SeatId]) -> DeviceRow:
    return DeviceRow(
        device.id,
        _seat_name(board, device.seat_id),
        local(device.issued_at).strftime("%Y-%m-%d %H:%M"),
        device.revoked_at is None,
        device.revoked_at is None and device.seat_id in listening,
    )


def _seat_name(board: Board, seat_id: SeatId) -> str:
    seat = board.seats.get(seat_id)
    return seat.name if seat is not None else seat_id


def _roles(roles: tuple[Role, ...]) -> str:
    return "、".join(ROLE_WORDS[role] for role in roles)
