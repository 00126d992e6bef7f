"""What a maintainer's window asks about people and devices, in the name of whoever sits there."""

from dispatch_server.contract.commands import Command
from dispatch_server.contract.commands.people import (
    AddPerson,
    ChangePerson,
    EndSession,
    IssueDevice,
    ReleasePerson,
    RevokeDevice,
    SetPassword,
)
from dispatch_server.contract.ids import PersonId
from dispatch_server.domain.errors import NotFound
from dispatch_server.ports.storage import Store
from dispatch_server.services.actors import Act, Asker
from dispatch_server.services.people import NewPerson, PeopleService


class PeopleDesk:
    """Carries the maintainer's commands out; every one is journalled under its asker."""

    def __init__(self, store: Store, people: PeopleService) -> None:
        self._store = store
        self._people = people

    async def add(self, command: AddPerson, *, by: Asker) -> None:
        """Let somebody sign in from now on."""
        card = command.card
        new = NewPerson(command.number, card.name, card.roles, card.station_id)
        await self._people.add(new, command.password, _act(command, by))

    async def change(self, command: ChangePerson, *, by: Asker) -> None:
        """Change a person."""
        await self._people.replace(
            command.person_id, command.card, expected=command.expected, act=_act(command, by)
        )

    async def set_password(self, command: SetPassword, *, by: Asker) -> None:
        """Give somebody another password."""
        number = self._number(command.person_id)
        await self._people.set_password(number, command.password, _act(command, by))

    async def release(self, command: ReleasePerson, *, by: Asker) -> None:
        """Lift somebody's delay."""
        await self._people.release(self._number(command.person_id), _act(command, by))

    async def end_session(self, command: EndSession, *, by: Asker) -> None:
        """Sign somebody out of a seat."""
        act = _act(command, by)
        await self._people.end_session(command.seat_id, command.person_id, act=act)

    async def issue_device(self, command: IssueDevice, *, by: Asker) -> str:
        """Give a seat's device a key; return it, this once."""
        _, key = await self._people.issue_device(command.seat_id, _act(command, by))
        return key

    async def revoke_device(self, command: RevokeDevice, *, by: Asker) -> None:
        """Let a device's key count no longer."""
        await self._people.revoke_device(command.device_id, _act(command, by))

    def _number(self, person_id: PersonId) -> str:
        person = self._store.board.people.get(person_id)
        if person is None:
            raise NotFound("这个人")
        return person.number


def _act(command: Command, by: Asker) -> Act:
    return Act(by.actor, command.command_id, command.device_at)
