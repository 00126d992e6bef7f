"""Decisions about people as a maintainer keeps them: what may be changed, and to what."""

import hashlib
from typing import Final

from dispatch_server.contract.board import Board
from dispatch_server.contract.commands.people import PersonCard
from dispatch_server.contract.entities import Person
from dispatch_server.contract.events.people import PersonChanged
from dispatch_server.contract.ids import PersonId, StationId
from dispatch_server.contract.role_words import ROLE_WORDS
from dispatch_server.contract.states import Role
from dispatch_server.domain.errors import LastMaintainer, NotFound, StaleEdit

MARK_DIGITS: Final = 8


def card_of(person: Person) -> PersonCard:
    """Return what may be changed of a person, as it is now."""
    return PersonCard.model_construct(
        name=person.name, roles=person.roles, active=person.active, station_id=person.station_id
    )


def check_station(board: Board, station_id: StationId | None) -> None:
    """Refuse a station that nobody knows."""
    if station_id is not None and station_id not in board.stations:
        raise NotFound(f"分站 {station_id} ")


def replaced(
    board: Board, person: Person, card: PersonCard, *, expected: PersonCard
) -> list[PersonChanged]:
    """Decide that a person becomes what the card says; the same again changes nothing.

    Refuses when the person is no longer as the asker saw, or when nobody would be left to keep
    people.
    """
    now = card_of(person)
    if now == card:
        return []
    if now != expected:
        raise StaleEdit(f"{person.number} 已被别人改成：{in_words(board, now)}；核对后再改")
    check_station(board, card.station_id)
    if _keeps(person) and not (card.active and Role.MAINTAINER in card.roles):
        others = [p for p in board.people.values() if p.id != person.id and _keeps(p)]
        if not others:
            raise LastMaintainer
    return [changed_to(person.id, card)]


def mark_of(card: PersonCard) -> str:
    """Return a short mark that another card would not have; only to tell whether it changed."""
    return hashlib.sha256(card.model_dump_json().encode()).hexdigest()[:MARK_DIGITS]


def check_seen(board: Board, person: Person, seen: str | None) -> None:
    """Refuse to change a person who is no longer as the asker saw; without a mark nobody asks."""
    now = card_of(person)
    if seen is not None and seen != mark_of(now):
        raise StaleEdit(f"{person.number} 已被别人改成：{in_words(board, now)}；核对后再改")


def changed_to(person_id: PersonId, card: PersonCard) -> PersonChanged:
    """Return the fact that a person is what the card says."""
    return PersonChanged(
        person_id=person_id,
        name=card.name,
        roles=card.roles,
        active=card.active,
        station_id=card.station_id,
    )


def in_words(board: Board, card: PersonCard) -> str:
    """Return a card as the maintainer reads it."""
    station = board.stations.get(card.station_id) if card.station_id is not None else None
    parts = (
        card.name,
        "、".join(ROLE_WORDS[role] for role in card.roles),
        station.name if station is not None else "",
        "" if card.active else "停用",
    )
    return " ".join(part for part in parts if part)


def _keeps(person: Person) -> bool:
    return person.active and Role.MAINTAINER in person.roles
