"""People, devices and sign-ins through the API, as a maintainer's window asks."""

import json
from datetime import timedelta

from dispatch_server.contract.answers import CommandOutcome
from dispatch_server.contract.commands.people import (
    AddPerson,
    ChangePerson,
    EndSession,
    IssueDevice,
    PersonCard,
    RevokeDevice,
    SetPassword,
)
from dispatch_server.contract.entities import Person
from dispatch_server.contract.events.people import PersonChanged, PersonRegistered
from dispatch_server.contract.ids import CommandId, PersonId, StationId
from dispatch_server.contract.states import Role
from dispatch_server.services.sessions import hash_of
from tests.builders import OTHER_SEAT, RECEIVER, SEAT, STATION, room
from tests.server.served import Served, bearing, token_at

SECRET = "correct horse battery"
AS_SEEN = PersonCard(name="示范甲", roles=(Role.DISPATCHER,))


def office() -> Served:
    """A room with a maintainer at the first desk, a dispatcher at the second."""
    served = Served(*room())
    served.seat_somebody(SEAT, Role.MAINTAINER)
    return served


def dispatcher(served: Served) -> Person:
    return served.store.board.people[PersonId(f"person-{OTHER_SEAT}")]


def change(card: PersonCard, *, expected: PersonCard = AS_SEEN, once: str = "c-1") -> ChangePerson:
    return ChangePerson(
        command_id=CommandId(once),
        person_id=PersonId(f"person-{OTHER_SEAT}"),
        expected=expected,
        card=card,
    )


async def test_that_a_new_person_may_sign_in_and_the_journal_says_who_added_him() -> None:
    async with office() as served:
        card = PersonCard(name="示范丁", roles=(Role.STATION,), station_id=STATION)
        add = AddPerson(command_id=CommandId("c-1"), number="0109", card=card, password=SECRET)
        status, told = await served.send(add)
        again, _ = await served.send(add)

    row = served.store.journal[-1]
    assert (status, again, told.sentence) == (200, 200, "")
    assert isinstance(row.event, PersonRegistered)
    assert (row.event.number, row.event.station_id) == ("0109", STATION)
    assert (row.actor.kind, row.actor.seat_id) == ("person", SEAT)
    assert served.credentials.passwords[row.event.person_id] == f"hash of {SECRET}"
    assert SECRET not in row.model_dump_json()


async def test_that_what_cannot_be_a_person_is_refused_in_words() -> None:
    async with office() as served:
        nowhere = PersonCard(name="示范丁", roles=(Role.STATION,), station_id=StationId("st-9"))
        plain = PersonCard(name="示范丁", roles=(Role.DIRECTOR,))
        tries = [
            ("0109", nowhere, SECRET),
            ("0109", plain, "password123"),
            (f"no-{OTHER_SEAT}", plain, SECRET),
        ]
        told = [
            await served.send(
                AddPerson(command_id=CommandId(f"c-{n}"), number=number, card=card, password=word)
            )
            for n, (number, card, word) in enumerate(tries)
        ]

    assert [status for status, _ in told] == [409, 409, 409]
    assert [answer.code for _, answer in told] == ["not-found", "weak-password", "already-there"]
    assert len(served.store.board.people) == 2


async def test_that_other_roles_sign_a_person_out_and_another_name_does_not() -> None:
    async with office() as served:
        renamed = AS_SEEN.model_copy(update={"name": "示范戊"})
        await served.send(change(renamed))
        after_name = OTHER_SEAT in served.store.board.signed_in
        director = renamed.model_copy(update={"roles": (Role.DIRECTOR,)})
        await served.send(change(director, expected=renamed, once="c-2"))

    assert after_name
    assert OTHER_SEAT not in served.store.board.signed_in
    assert dispatcher(served).roles == (Role.DIRECTOR,)


async def test_that_a_stale_edit_is_refused_with_what_the_other_wrote() -> None:
    async with office() as served:
        await served.send(change(AS_SEEN.model_copy(update={"roles": (Role.DIRECTOR,)})))
        shut = AS_SEEN.model_copy(update={"active": False})
        status, told = await served.send(change(shut, once="c-2"))

    assert (status, told.code) == (409, "stale-edit")
    assert "主任" in told.sentence
    assert dispatcher(served).active
    assert sum(isinstance(fact, PersonChanged) for fact in served.store.facts()) == 1


async def test_that_the_same_change_by_two_is_done_for_both() -> None:
    async with office() as served:
        shut = AS_SEEN.model_copy(update={"active": False})
        answers = [await served.send(change(shut, once=f"c-{n}")) for n in range(2)]

    assert [status for status, _ in answers] == [200, 200]
    assert sum(isinstance(fact, PersonChanged) for fact in served.store.facts()) == 1


async def test_that_the_last_maintainer_stays_one() -> None:
    async with office() as served:
        me = PersonId(f"person-{SEAT}")
        seen = PersonCard(name="示范甲", roles=(Role.MAINTAINER,))
        shut = seen.model_copy(update={"active": False})
        status, told = await served.send(
            ChangePerson(command_id=CommandId("c-1"), person_id=me, expected=seen, card=shut)
        )

    assert (status, told.code) == (409, "last-maintainer")
    assert served.store.board.people[me].active


async def test_that_another_password_ends_the_sign_in() -> None:
    async with office() as served:
        person = dispatcher(served).id
        command = SetPassword(command_id=CommandId("c-1"), person_id=person, password=SECRET)
        status, _ = await served.send(command)
        reply = await served.http.get("/day", headers=bearing(token_at(OTHER_SEAT)))

    assert (status, reply.status_code) == (200, 401)


async def test_that_a_repeated_password_neither_sets_it_nor_signs_out_again() -> None:
    async with office() as served:
        person = dispatcher(served).id
        first = SetPassword(command_id=CommandId("c-1"), person_id=person, password=SECRET)
        later = SetPassword(
            command_id=CommandId("c-2"), person_id=person, password="another long secret"
        )
        await served.send(first)
        await served.send(later)
        token = await served.sessions.issue(
            person, OTHER_SEAT, expires_at=served.clock.now() + timedelta(hours=1)
        )
        rows = len(served.store.journal)
        status, told = await served.send(first)
        kept = served.credentials.passwords[person]
        tokens = [held.hash for held in await served.credentials.tokens()]

    assert (status, told.outcome, len(served.store.journal)) == (200, CommandOutcome.DONE, rows)
    assert kept == "hash of another long secret"
    assert hash_of(token) in tokens


async def test_that_a_devices_key_is_answered_once_and_opens_the_stream() -> None:
    async with office() as served:
        issue = IssueDevice(command_id=CommandId("c-1"), seat_id=RECEIVER)
        _, told = await served.send(issue)
        _, again = await served.send(issue)
        asker = await served.sessions.asker(told.shown_once)
        (device_id,) = served.store.board.devices
        await served.send(RevokeDevice(command_id=CommandId("c-2"), device_id=device_id))

    kept = json.dumps([row.model_dump(mode="json") for row in served.store.journal])
    assert asker.seat.id == RECEIVER
    assert again.shown_once == ""
    assert told.shown_once not in kept
    assert served.store.board.devices[device_id].revoked_at is not None


async def test_that_an_ended_session_is_the_persons_and_nobody_elses() -> None:
    async with office() as served:
        person = dispatcher(served).id
        wrong = EndSession(command_id=CommandId("c-1"), seat_id=SEAT, person_id=person)
        right = EndSession(command_id=CommandId("c-2"), seat_id=OTHER_SEAT, person_id=person)
        refused, _ = await served.send(wrong)
        done, _ = await served.send(right)
        reply = await served.http.get("/day", headers=bearing(token_at(OTHER_SEAT)))

    assert (refused, done, reply.status_code) == (409, 200, 401)
    assert set(served.store.board.signed_in) == {SEAT}
