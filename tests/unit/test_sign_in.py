"""Signing in, out and being signed out; waits after wrong passwords; devices and their keys."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from dispatch_server.contract.access import Right
from dispatch_server.contract.events import ActorKind, Event
from dispatch_server.contract.events.people import (
    PersonLockedOut,
    PersonSignedIn,
    PersonSignedOut,
    SignInFailed,
    SignOutCause,
)
from dispatch_server.contract.ids import SeatId
from dispatch_server.contract.sign_in import SignIn, SignInAnswer
from dispatch_server.contract.states import Role
from dispatch_server.domain.errors import AlreadyThere, NotForDevices, WeakPassword
from dispatch_server.services.people import NewPerson, PeopleService
from dispatch_server.services.sessions import NotSignedIn, Sessions
from dispatch_server.services.sign_in import SignInRefused, SignInService
from tests.builders import OTHER_SEAT, RECEIVER, SEAT, STATION, room
from tests.fakes.clock import FakeClock
from tests.fakes.credentials import FakeCredentials, FakePasswords
from tests.fakes.store import FakeStore

SECRET = "correct horse battery"
NUMBER = "0101"
HERE, THERE = "10.0.0.1", "10.0.0.2"
HOURS = 16.0


class Doors:
    """A room whose people sign in, with one dispatcher known."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store = FakeStore(*room(), clock=self.clock)
        self.credentials, self.passwords = FakeCredentials(), FakePasswords()
        self.sessions = Sessions(self.store, self.credentials, self.clock, look_s=0.001)
        self.service = SignInService(
            self.store,
            self.credentials,
            self.passwords,
            self.sessions,
            self.clock,
            session_hours=HOURS,
        )
        self.people = PeopleService(self.store, self.credentials, self.passwords, self.clock)

    async def sign_in(
        self,
        password: str = SECRET,
        *,
        number: str = NUMBER,
        seat_id: SeatId = SEAT,
        address: str = HERE,
    ) -> SignInAnswer:
        asked = SignIn(seat_id=seat_id, number=number, password=password)
        return await self.service.sign_in(asked, address=address)

    async def fail(self, *, number: str = NUMBER, address: str = HERE) -> SignInRefused:
        with pytest.raises(SignInRefused) as caught:
            await self.sign_in("wrong", number=number, address=address)
        return caught.value

    def told(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.store.facts() if isinstance(event, kind)]


@pytest.fixture
async def doors() -> AsyncIterator[Doors]:
    doors = Doors()
    await doors.people.add(NewPerson(NUMBER, "示范甲", (Role.DISPATCHER,)), SECRET)
    await doors.people.add(NewPerson("0102", "示范乙", (Role.DISPATCHER,)), SECRET)
    await doors.sessions.start()
    yield doors
    await doors.sessions.stop()


async def test_that_a_sign_in_gives_a_token_and_is_journalled_with_the_seat(doors: Doors) -> None:
    answer = await doors.sign_in()

    asker = await doors.sessions.asker(answer.token)
    assert (answer.name, answer.roles) == ("示范甲", (Role.DISPATCHER,))
    assert (asker.actor.kind, asker.actor.id) == (ActorKind.PERSON, answer.person_id)
    assert (asker.actor.seat_id, asker.seat.id) == (SEAT, SEAT)
    assert Right.ISSUE_ORDERS in asker.rights
    assert len(doors.told(PersonSignedIn)) == 1
    assert doors.store.board.signed_in[SEAT].person_id == answer.person_id
    assert doors.store.journal[-1].actor == asker.actor


async def test_that_a_token_is_long_random_and_kept_only_as_a_hash(doors: Doors) -> None:
    first = await doors.sign_in()
    second = await doors.sign_in(number="0102", seat_id=OTHER_SEAT)

    assert first.token != second.token
    assert len(first.token) >= 43
    kept = repr(doors.credentials.kept) + repr(doors.store.journal)
    assert first.token not in kept
    assert SECRET not in kept


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "令牌"])
async def test_that_a_forged_token_is_nobodys(doors: Doors, token: str) -> None:
    await doors.sign_in()

    with pytest.raises(NotSignedIn):
        await doors.sessions.asker(token)


async def test_that_a_token_ends_after_its_hours_and_the_journal_says_so(doors: Doors) -> None:
    answer = await doors.sign_in()
    doors.clock.pass_by(HOURS * 3600 - 1)
    await doors.sessions.asker(answer.token)
    doors.clock.pass_by(1)

    with pytest.raises(NotSignedIn):
        await doors.sessions.asker(answer.token)

    await doors.store.until(lambda board: not board.signed_in)
    (ended,) = doors.told(PersonSignedOut)
    assert isinstance(ended, PersonSignedOut)
    assert ended.cause is SignOutCause.EXPIRED


async def test_that_signing_out_ends_the_token(doors: Doors) -> None:
    answer = await doors.sign_in()

    await doors.service.sign_out(await doors.sessions.asker(answer.token))

    with pytest.raises(NotSignedIn):
        await doors.sessions.asker(answer.token)
    assert not doors.store.board.signed_in
    assert causes(doors) == [SignOutCause.LEFT]


async def test_that_signing_in_elsewhere_ends_the_first(doors: Doors) -> None:
    first = await doors.sign_in()

    second = await doors.sign_in(seat_id=OTHER_SEAT)

    with pytest.raises(NotSignedIn):
        await doors.sessions.asker(first.token)
    assert (await doors.sessions.asker(second.token)).seat.id == OTHER_SEAT
    assert list(doors.store.board.signed_in) == [OTHER_SEAT]
    assert causes(doors) == [SignOutCause.ELSEWHERE]


async def test_that_whoever_sits_down_replaces_who_sat_there(doors: Doors) -> None:
    first = await doors.sign_in()

    second = await doors.sign_in(number="0102")

    with pytest.raises(NotSignedIn):
        await doors.sessions.asker(first.token)
    assert doors.store.board.signed_in[SEAT].person_id == second.person_id
    assert causes(doors) == [SignOutCause.REPLACED]


def causes(doors: Doors) -> list[SignOutCause]:
    return [e.cause for e in doors.store.facts() if isinstance(e, PersonSignedOut)]


async def test_that_every_wrong_password_makes_the_next_try_wait_longer(doors: Doors) -> None:
    waits = []
    for _ in range(8):
        refused = await doors.fail()
        waits.append(refused.wait_s)
        assert refused.code == "wrong"
        doors.clock.pass_by(refused.wait_s)

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_that_a_try_within_the_wait_is_not_even_checked(doors: Doors) -> None:
    await doors.fail()
    checked = doors.passwords.checked

    with pytest.raises(SignInRefused) as caught:
        await doors.sign_in()

    assert (caught.value.code, caught.value.wait_s) == ("wait", 1)
    assert doors.passwords.checked == checked
    doors.clock.pass_by(1)
    assert (await doors.sign_in()).token


async def test_that_a_right_password_forgets_the_wrong_ones(doors: Doors) -> None:
    doors.clock.pass_by((await doors.fail()).wait_s)
    doors.clock.pass_by((await doors.fail()).wait_s)
    await doors.sign_in()

    assert (await doors.fail()).wait_s == 1


async def test_that_a_name_nobody_has_is_refused_in_the_same_words_and_after_the_same_work(
    doors: Doors,
) -> None:
    known, stranger = await doors.fail(), await doors.fail(number="my-password", address=THERE)

    assert (str(known), known.code, known.wait_s) == (str(stranger), stranger.code, stranger.wait_s)
    assert doors.passwords.checked == 2
    first, second = doors.told(SignInFailed)
    assert isinstance(first, SignInFailed)
    assert isinstance(second, SignInFailed)
    assert (first.person_id is None, second.person_id is None) == (False, True)
    assert second.address == THERE


async def test_that_what_a_stranger_typed_is_kept_nowhere(
    doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await doors.fail(number="my-password")
    await doors.sign_in(seat_id=OTHER_SEAT, address=THERE)

    everything = repr(doors.store.journal) + repr(doors.credentials.failed) + caplog.text
    for secret in ("my-password", "wrong'", SECRET):
        assert secret not in everything
    for personal in ("示范甲", NUMBER, HERE):
        assert personal not in caplog.text


async def test_that_the_longest_wait_is_journalled_once_and_can_be_lifted(doors: Doors) -> None:
    for _ in range(9):
        doors.clock.pass_by((await doors.fail()).wait_s)
    last = await doors.fail(address=THERE)
    assert last.wait_s == 60

    await doors.people.release(NUMBER)

    assert len(doors.told(PersonLockedOut)) == 1
    assert (await doors.sign_in(address=THERE)).token


async def test_that_an_address_that_tries_many_names_waits_too(doors: Doors) -> None:
    for number in range(12):
        doors.clock.pass_by((await doors.fail(number=f"guess-{number}")).wait_s)
    assert (await doors.fail(number="guess-13")).wait_s == 4

    with pytest.raises(SignInRefused) as caught:
        await doors.sign_in()

    assert caught.value.code == "wait"
    assert (await doors.sign_in(address=THERE)).token


async def test_that_tries_at_once_cannot_overtake_the_wait(doors: Doors) -> None:
    tries = [doors.sign_in("wrong") for _ in range(20)]

    refused = await asyncio.gather(*tries, return_exceptions=True)

    codes = [one.code for one in refused if isinstance(one, SignInRefused)]
    assert sorted(codes) == ["wait"] * 19 + ["wrong"]


async def test_that_more_tries_than_can_wait_are_sent_away(doors: Doors) -> None:
    tries = [doors.sign_in("wrong", number=f"n-{n}", address=f"a-{n}") for n in range(40)]

    refused = await asyncio.gather(*tries, return_exceptions=True)

    codes = [one.code for one in refused if isinstance(one, SignInRefused)]
    assert codes.count("busy") == 8


async def test_that_somebody_shut_out_loses_the_seat_and_is_refused_like_a_stranger(
    doors: Doors,
) -> None:
    answer = await doors.sign_in()

    await doors.people.change(NUMBER, active=False)
    await doors.sessions.look()

    with pytest.raises(NotSignedIn):
        await doors.sessions.asker(answer.token)
    with pytest.raises(SignInRefused, match="工号或口令不对"):
        await doors.sign_in()
    assert causes(doors) == [SignOutCause.WITHDRAWN]


async def test_that_another_password_ends_what_was_signed_in_with_the_old_one(
    doors: Doors,
) -> None:
    stolen = await doors.sign_in()

    await doors.people.set_password(NUMBER, "another long secret")
    await doors.sessions.look()

    with pytest.raises(NotSignedIn):
        await doors.sessions.asker(stolen.token)
    assert (await doors.sign_in("another long secret")).token


async def test_that_a_database_away_leaves_who_is_signed_in_where_they_are(doors: Doors) -> None:
    answer = await doors.sign_in()
    doors.credentials.away = True

    await doors.sessions.look()

    assert (await doors.sessions.asker(answer.token)).seat.id == SEAT


async def test_that_a_sign_in_survives_the_server(doors: Doors) -> None:
    answer = await doors.sign_in()

    again = Sessions(doors.store, doors.credentials, doors.clock)

    assert (await again.asker(answer.token)).actor.id == answer.person_id


async def test_that_a_staff_number_is_one_persons(doors: Doors) -> None:
    with pytest.raises(AlreadyThere):
        await doors.people.add(NewPerson(NUMBER, "示范丙", (Role.DIRECTOR,)), SECRET)


async def test_that_a_weak_password_registers_nobody(doors: Doors) -> None:
    with pytest.raises(WeakPassword):
        await doors.people.add(NewPerson("0103", "示范丙", (Role.DIRECTOR,)), "password123")

    assert len(doors.store.board.people) == 2


async def test_that_two_administrators_undo_nothing_of_each_other(doors: Doors) -> None:
    await asyncio.gather(
        doors.people.change(NUMBER, roles=(Role.DIRECTOR,)),
        doors.people.change(NUMBER, active=False),
    )

    (person,) = (p for p in doors.store.board.people.values() if p.number == NUMBER)
    assert (person.roles, person.active) == ((Role.DIRECTOR,), False)


async def test_that_a_password_of_the_demonstration_opens_no_real_room(doors: Doors) -> None:
    await doors.credentials.set_password(
        next(iter(doors.store.board.people)), await doors.passwords.hash("shifan-120-demo")
    )

    with pytest.raises(SignInRefused, match="请管理员重设口令"):
        await doors.sign_in("shifan-120-demo")

    assert not doors.store.board.signed_in


async def test_that_a_receivers_key_acts_for_its_station_and_never_expires(doors: Doors) -> None:
    device_id, key = await doors.people.issue_device(RECEIVER)
    doors.clock.pass_by(400 * 24 * 3600)

    asker = await doors.sessions.asker(key)

    assert (asker.actor.kind, asker.actor.id) == (ActorKind.DEVICE, device_id)
    assert asker.seat.station_id == STATION
    assert Right.CONFIRM_DELIVERY in asker.rights
    assert Right.ISSUE_ORDERS not in asker.rights


async def test_that_a_revoked_key_cuts_the_open_stream(doors: Doors) -> None:
    device_id, key = await doors.people.issue_device(RECEIVER)
    await doors.sessions.asker(key)

    with doors.sessions.listening(key) as gone:
        await doors.people.revoke_device(device_id)
        async with asyncio.timeout(5):
            await gone.wait()

    with pytest.raises(NotSignedIn):
        await doors.sessions.asker(key)
    assert doors.store.board.devices[device_id].revoked_at is not None


async def test_that_a_desk_of_the_room_gets_no_key(doors: Doors) -> None:
    with pytest.raises(NotForDevices):
        await doors.people.issue_device(SEAT)
