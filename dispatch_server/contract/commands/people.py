"""What a maintainer may ask: to keep people and devices, and to end somebody's sign-in."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from dispatch_server.contract.access import Right
from dispatch_server.contract.commands.command import LONGEST_ID, Command
from dispatch_server.contract.ids import DeviceId, PersonId, SeatId, StationId
from dispatch_server.contract.sign_in import LONGEST_NUMBER, LONGEST_PASSWORD
from dispatch_server.contract.states import Role

LONGEST_NAME = 40
_Number = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NUMBER)
]
_Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)
]
_Roles = Annotated[tuple[Role, ...], Field(min_length=1, max_length=len(Role))]
_Password = Annotated[str, Field(min_length=1, max_length=LONGEST_PASSWORD, repr=False)]
_PersonId = Annotated[PersonId, Field(min_length=1, max_length=LONGEST_ID)]


class PersonCard(BaseModel):
    """What may be changed of a person; the staff number stays for life."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: _Name
    roles: _Roles
    active: bool = True
    station_id: StationId | None = None


class AddPerson(Command):
    """Let somebody sign in from now on, with a first password."""

    PATH: ClassVar[str] = "/people/add"
    RIGHT: ClassVar[Right] = Right.KEEP_PEOPLE

    number: _Number
    card: PersonCard
    password: _Password


class ChangePerson(Command):
    """Change a person. `expected` is what the asker saw: another's newer edit is not undone."""

    PATH: ClassVar[str] = "/people/change"
    RIGHT: ClassVar[Right] = Right.KEEP_PEOPLE

    person_id: _PersonId
    expected: PersonCard
    card: PersonCard


class SetPassword(Command):
    """Give somebody another password; who is signed in with the old one is signed out."""

    PATH: ClassVar[str] = "/people/password"
    RIGHT: ClassVar[Right] = Right.KEEP_PEOPLE

    person_id: _PersonId
    password: _Password


class ReleasePerson(Command):
    """Lift somebody's delay after wrong passwords."""

    PATH: ClassVar[str] = "/people/release"
    RIGHT: ClassVar[Right] = Right.KEEP_PEOPLE

    person_id: _PersonId


class EndSession(Command):
    """Sign somebody out of a seat; whoever sits there by now instead stays."""

    PATH: ClassVar[str] = "/people/end-session"
    RIGHT: ClassVar[Right] = Right.KEEP_PEOPLE

    seat_id: Annotated[SeatId, Field(min_length=1, max_length=LONGEST_ID)]
    person_id: _PersonId


class IssueDevice(Command):
    """Give a seat's device a key. It stands in the answer, this once and nowhere else."""

    PATH: ClassVar[str] = "/devices/issue"
    RIGHT: ClassVar[Right] = Right.KEEP_DEVICES

    seat_id: Annotated[SeatId, Field(min_length=1, max_length=LONGEST_ID)]


class RevokeDevice(Command):
    """Let a device's key count no longer."""

    PATH: ClassVar[str] = "/devices/revoke"
    RIGHT: ClassVar[Right] = Right.KEEP_DEVICES

    device_id: Annotated[DeviceId, Field(min_length=1, max_length=LONGEST_ID)]
