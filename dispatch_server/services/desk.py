"""What a desk may know before anybody signs in: its name, and how its telephone is."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from dispatch_server.contract.ids import SeatId
from dispatch_server.contract.sign_in import DeskAnswer
from dispatch_server.contract.states import LinkState
from dispatch_server.contract.version import PROTOCOL
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.storage import Store
from dispatch_server.ports.telephony import ExchangeUnavailable, Telephony
from dispatch_server.services.calls import EXCHANGE_LINK

SNAPSHOT_S: Final = 2.0
"""How long the exchange may take to say which phones it reaches, seconds."""
KNOWN_FOR_S: Final = 2.0
"""How long its answer is told to every desk that asks, seconds: nobody can press the exchange."""


class DeskService:
    """Looks at one seat; nothing it says is about a person or an emergency."""

    def __init__(self, store: Store, telephony: Telephony, clock: Clock) -> None:
        self._store = store
        self._telephony = telephony
        self._clock = clock
        self._turn = asyncio.Lock()
        self._phones: Mapping[str, bool] | None = None
        self._asked_at: datetime | None = None

    async def look(self, seat_id: SeatId) -> DeskAnswer | None:
        """Return what is known of a seat; `phone_reachable` None stands for not known."""
        board = self._store.board
        seat = board.seats.get(seat_id)
        if seat is None:
            return None
        link = board.links.get(EXCHANGE_LINK)
        return DeskAnswer(
            protocol=PROTOCOL,
            seat_name=seat.name,
            phone=seat.phone,
            exchange=link.state if link else LinkState.UNKNOWN,
            phone_reachable=await self._reachable(seat.phone),
        )

    async def _reachable(self, phone: str) -> bool | None:
        if not phone:
            return None
        phones = await self._known_phones()
        return None if phones is None else phones.get(phone, False)

    async def _known_phones(self) -> Mapping[str, bool] | None:
        async with self._turn:
            now = self._clock.now()
            if self._asked_at is None or abs((now - self._asked_at).total_seconds()) > KNOWN_FOR_S:
                self._phones, self._asked_at = await self._ask(), now
            return self._phones

    async def _ask(self) -> Mapping[str, bool] | None:
        try:
            async with asyncio.timeout(SNAPSHOT_S):
                return (await self._telephony.snapshot()).phones
        except (ExchangeUnavailable, TimeoutError):
            return None
