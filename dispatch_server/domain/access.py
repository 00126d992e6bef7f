"""Decisions about signing in: how long to wait after failures, which roles count at a seat."""

from datetime import datetime
from typing import Final

from dispatch_server.contract.access import ROOM_ROLES
from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Person, Seat
from dispatch_server.contract.states import Role
from dispatch_server.domain.common_passwords import COMMON_PASSWORDS
from dispatch_server.domain.errors import NotAtThisSeat, WeakPassword

LONGEST_WAIT_S: Final = 60.0
"""A desk is never shut for longer than this after a wrong password, seconds."""
LOCKED_OUT_AT: Final = 7
"""Failures in a row at which the longest wait begins, and the journal says so."""
ADDRESS_MAY_FAIL: Final = 10
"""Failures from one address, whatever the names, that cost it no wait."""
FORGOTTEN_AFTER_S: Final = 900.0
"""Failures older than this count no longer, seconds."""
SHORTEST_PASSWORD: Final = 10


def wait_s(count: int) -> float:
    """Return how long to wait after so many failures in a row: 1, 2, 4 … 60 s."""
    return min(2.0 ** (min(count, LOCKED_OUT_AT) - 1), LONGEST_WAIT_S) if count > 0 else 0.0


def remaining_s(count: int, last_at: datetime, now: datetime) -> float:
    """Return what is left of the wait; a clock set back never makes it longer than it was."""
    passed = (now - last_at).total_seconds()
    wait = 0.0 if passed > FORGOTTEN_AFTER_S else wait_s(count)
    return max(0.0, min(wait, wait - passed))


def person_of(board: Board, number: str) -> Person | None:
    """Return who has a staff number."""
    return next((p for p in board.people.values() if p.number == number), None)


def roles_at(person: Person, seat: Seat) -> tuple[Role, ...]:
    """Return the roles that count at a seat, or refuse.

    A station's seat is for its own people alone. In the room the role station counts only with a
    station of one's own.
    """
    if seat.station_id is not None:
        if Role.STATION not in person.roles or person.station_id not in {None, seat.station_id}:
            raise NotAtThisSeat(seat.name)
        return (Role.STATION,)
    roles = tuple(r for r in person.roles if r is not Role.STATION or person.station_id)
    if not roles:
        raise NotAtThisSeat(seat.name)
    return roles


def seat_as(seat: Seat, person: Person, roles: tuple[Role, ...]) -> Seat:
    """Return the seat as somebody may use it: bound to a station unless he acts for the room."""
    if seat.station_id is not None or ROOM_ROLES & set(roles):
        return seat
    return Seat(seat.id, seat.name, seat.role, seat.phone, person.station_id)


def check_password(password: str, *, number: str, name: str, demonstration: bool) -> None:
    """Refuse a password that is short, common, or somebody's own name or number."""
    if demonstration:
        return
    if len(password) < SHORTEST_PASSWORD:
        raise WeakPassword(f"至少 {SHORTEST_PASSWORD} 个字符")
    lowered = password.casefold()
    if lowered in COMMON_PASSWORDS or len(set(lowered)) < SHORTEST_PASSWORD // 2:
        raise WeakPassword("是常见或默认口令")
    if any(part and part.casefold() in lowered for part in (number, name)):
        raise WeakPassword("含有姓名或工号")
