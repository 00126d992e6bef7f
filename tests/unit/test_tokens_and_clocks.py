"""Tokens while the machine's clock is set: none is revived, none ends early."""

from datetime import timedelta

import pytest

from dispatch_server.adapters.clock import SteadyClock
from dispatch_server.contract.entities import Person, SignedIn
from dispatch_server.contract.events.people import PersonSignedOut
from dispatch_server.contract.ids import PersonId
from dispatch_server.contract.states import Role
from dispatch_server.ports.access import Owner
from dispatch_server.services.sessions import NotSignedIn, Sessions
from tests.builders import RECEIVER, SEAT, START, room
from tests.fakes.credentials import FakeCredentials
from tests.fakes.store import FakeStore

HOUR = 3_600.0
HOURS = 16.0
KEY = "the-receivers-key"


class Machine:
    """A server on a machine whose clock can be set; `restart` begins anew by that clock."""

    def __init__(self) -> None:
        self.passed = self.set_by = 0.0
        self.credentials = FakeCredentials()
        self.clock = self._new_clock()
        self.store = FakeStore(*room(), clock=self.clock)
        self.sessions = Sessions(self.store, self.credentials, self.clock)
        self.credentials.give(KEY, Owner.DEVICE, "device-1", RECEIVER)

    def restart(self) -> None:
        self.clock = self._new_clock()
        self.sessions = Sessions(self.store, self.credentials, self.clock)

    async def sign_in(self) -> str:
        end = self.clock.now() + timedelta(hours=HOURS)
        person = Person(PersonId("person-1"), "0101", "示范甲", (Role.DISPATCHER,))
        self.store.board.people[person.id] = person
        held = SignedIn(SEAT, person.id, person.roles, self.clock.now(), end)
        self.store.board.signed_in[SEAT] = held
        return await self.sessions.issue(person.id, SEAT, expires_at=end)

    async def counts(self, token: str) -> bool:
        """Return whether a token counts, after the server looked at them all."""
        await self.sessions.look()
        try:
            await self.sessions.asker(token)
        except NotSignedIn:
            return False
        return True

    def _new_clock(self) -> SteadyClock:
        return SteadyClock(
            wall=lambda: START.timestamp() + self.passed + self.set_by,
            steady=lambda: self.passed,
        )


@pytest.mark.parametrize("by", [HOUR, -HOUR])
async def test_that_a_clock_that_is_set_neither_ends_a_token_early_nor_lets_it_live_on(
    by: float,
) -> None:
    machine = Machine()
    token = await machine.sign_in()
    machine.passed = HOURS * HOUR - 60

    machine.set_by = by
    near_its_end = await machine.counts(token)
    machine.passed += 61

    assert (near_its_end, await machine.counts(token)) == (True, False)
    assert await machine.counts(KEY)


@pytest.mark.parametrize("restarted", [False, True])
async def test_that_a_token_that_has_ended_is_not_revived_by_a_clock_set_back(
    restarted: bool,
) -> None:
    machine = Machine()
    token = await machine.sign_in()
    machine.passed = HOURS * HOUR + 1
    ended = not await machine.counts(token)

    machine.set_by = -HOUR
    if restarted:
        machine.restart()

    assert ended
    assert not await machine.counts(token)
    assert sum(isinstance(event, PersonSignedOut) for event in machine.store.facts()) == 1
    assert await machine.counts(KEY)


async def test_that_a_dropped_token_is_not_revived_by_a_clock_set_back_and_a_start() -> None:
    machine = Machine()
    token = await machine.sign_in()
    await machine.sessions.drop(list(machine.credentials.kept))

    machine.set_by = -HOUR
    machine.restart()

    assert not await machine.counts(token)
    assert not await machine.counts(KEY)
