"""The commands that keep people and devices: add, change, release, issue, revoke, list."""

import argparse
import asyncio
import getpass
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from dispatch_server.adapters.clock import SystemClock
from dispatch_server.adapters.passwords import Argon2Passwords
from dispatch_server.adapters.storage.credentials import SqlCredentials
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.contract.board import Board
from dispatch_server.contract.ids import DeviceId, SeatId, StationId, VehicleId
from dispatch_server.contract.states import Role
from dispatch_server.domain.errors import Refused
from dispatch_server.domain.people import card_of, mark_of
from dispatch_server.services.people import NewPerson, PeopleService
from dispatch_server.settings import Settings

NOT_TERMINAL: Final = "give --password-stdin when no terminal asks for the password"
NOT_THE_SAME: Final = "the two passwords differ"


class Subparsers(Protocol):
    """What argparse returns for a set of commands."""

    def add_parser(self, name: str, *, help: str, description: str) -> argparse.ArgumentParser:  # noqa: A002 - argparse's name
        """Add a command."""
        ...


class NotAsked(Exception):
    """No password could be had; the text says why."""


@dataclass(frozen=True, slots=True)
class Office:
    """What the commands work with."""

    people: PeopleService
    board: Board


Work = Callable[[Office, argparse.Namespace], Awaitable[str]]


@asynccontextmanager
async def office(settings: Settings) -> AsyncIterator[Office]:
    """Open the database for one command; a running server takes in what it journals."""
    async with AsyncExitStack() as parts:
        store = await parts.enter_async_context(SqlStore(settings.database, SystemClock()))
        credentials = SqlCredentials(settings.database)
        parts.push_async_callback(credentials.close)
        people = PeopleService(
            store,
            credentials,
            Argon2Passwords(),
            SystemClock(),
            demonstration=settings.server.demonstration,
        )
        yield Office(people, store.board)


def add_commands(commands: Subparsers) -> list[argparse.ArgumentParser]:
    """Add the commands to the server's command line; return their parsers."""
    return [
        _person(commands, "add-user", "register a person who may sign in", add_user, new=True),
        _person(commands, "change-user", "change a person's roles, or shut or open", change_user),
        _person(commands, "set-password", "give a person another password", set_password),
        _person(commands, "release-user", "lift the delay after wrong passwords", release_user),
        _plain(commands, "list-people", "list people, roles and who sits where", list_people),
        _seat(commands),
        _device(commands),
        _plain(commands, "list-devices", "list the devices that have a key", list_devices),
    ]


def administer(settings: Settings, chosen: argparse.Namespace) -> tuple[int, str]:
    """Carry one command out; return its exit code and what to say."""

    async def run() -> str:
        work: Work = chosen.work
        async with office(settings) as open_office:
            return await work(open_office, chosen)

    try:
        return 0, asyncio.run(run())
    except (Refused, NotAsked) as refused:
        return 1, str(refused)


def _plain(commands: Subparsers, name: str, help_text: str, work: Work) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help_text, description=help_text)
    parser.set_defaults(work=work)
    return parser


def _person(
    commands: Subparsers, name: str, help_text: str, work: Work, *, new: bool = False
) -> argparse.ArgumentParser:
    parser = _plain(commands, name, help_text, work)
    parser.add_argument("--number", required=True, help="the staff number people sign in with")
    if new:
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--station", help="the station a person of the role station works at")
    if work in {add_user, change_user}:
        roles = [role.value for role in Role]
        parser.add_argument(
            "--role", choices=roles, action="append", required=new, help="repeat for several"
        )
    if work is change_user:
        parser.add_argument(
            "--as-listed",
            metavar="MARK",
            help="refuse when list-people shows another mark by now: somebody changed it",
        )
        shut = parser.add_mutually_exclusive_group()
        shut.add_argument("--shut", dest="active", action="store_false", default=None)
        shut.add_argument("--open", dest="active", action="store_true", default=None)
    if work in {add_user, set_password}:
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )
    return parser


def _seat(commands: Subparsers) -> argparse.ArgumentParser:
    text = "give the device of a station's seat or of a vehicle a key, shown once"
    parser = _plain(commands, "issue-device", text, issue_device)
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--seat", help="the seat whose device gets a key")
    whose.add_argument("--vehicle", help="the vehicle whose device gets a key")
    return parser


def _device(commands: Subparsers) -> argparse.ArgumentParser:
    text = "let a device's key count no longer"
    parser = _plain(commands, "revoke-device", text, revoke_device)
    parser.add_argument("--device", required=True, help="the device's id; see list-devices")
    return parser


async def add_user(office: Office, chosen: argparse.Namespace) -> str:
    """Register a person."""
    roles = tuple(Role(role) for role in dict.fromkeys(chosen.role))
    station = StationId(chosen.station) if chosen.station else None
    new = NewPerson(chosen.number, chosen.name, roles, station)
    await office.people.add(new, password_of(chosen))
    return f"{chosen.number} may sign in as {', '.join(roles)}"


async def change_user(office: Office, chosen: argparse.Namespace) -> str:
    """Change a person's roles, or whether they may sign in."""
    roles = tuple(Role(role) for role in dict.fromkeys(chosen.role)) if chosen.role else None
    await office.people.change(
        chosen.number, roles=roles, active=chosen.active, seen=chosen.as_listed
    )
    return f"{chosen.number} is changed and signed out everywhere"


async def set_password(office: Office, chosen: argparse.Namespace) -> str:
    """Give a person another password."""
    await office.people.set_password(chosen.number, password_of(chosen))
    return f"{chosen.number} has another password and is signed out everywhere"


async def release_user(office: Office, chosen: argparse.Namespace) -> str:
    """Lift the delay after wrong passwords."""
    await office.people.release(chosen.number)
    return f"{chosen.number} may try again at once"


async def list_people(office: Office, _: argparse.Namespace) -> str:
    """List people, their roles, and where they sit."""
    seats = {held.person_id: held.seat_id for held in office.board.signed_in.values()}
    rows = [
        "\t".join(
            [
                person.number,
                person.name,
                ",".join(person.roles),
                "open" if person.active else "shut",
                seats.get(person.id, "-"),
                mark_of(card_of(person)),
            ]
        )
        for person in sorted(office.board.people.values(), key=lambda person: person.number)
    ]
    return "\n".join(rows) or "nobody is registered: run dispatch-server add-user"


async def issue_device(office: Office, chosen: argparse.Namespace) -> str:
    """Give a seat's or a vehicle's device a key; the last line is the key alone."""
    if chosen.vehicle is not None:
        device_id, key = await office.people.issue_vehicle_device(VehicleId(chosen.vehicle))
    else:
        device_id, key = await office.people.issue_device(SeatId(chosen.seat))
    where = chosen.vehicle or chosen.seat
    return f"{device_id} at {where}: the key is shown this once\n{key}"


async def revoke_device(office: Office, chosen: argparse.Namespace) -> str:
    """Let a device's key count no longer."""
    await office.people.revoke_device(DeviceId(chosen.device))
    return f"{chosen.device} is revoked"


async def list_devices(office: Office, _: argparse.Namespace) -> str:
    """List the devices and whether their keys count."""
    rows = [
        f"{device.id}\t{device.seat_id}\t{'revoked' if device.revoked_at else 'counts'}"
        for device in office.board.devices.values()
    ]
    return "\n".join(rows) or "no device has a key: run dispatch-server issue-device"


def password_of(chosen: argparse.Namespace) -> str:
    """Return the password from standard input, or typed twice without being shown."""
    if chosen.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise NotAsked(NOT_TERMINAL)
    first = getpass.getpass("password: ")
    if getpass.getpass("once more: ") != first:
        raise NotAsked(NOT_THE_SAME)
    return first
