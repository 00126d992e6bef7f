"""What the exchange tells becomes journal events; what a desk asks goes to the exchange."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final
from uuid import uuid4

from dispatch_server.contract.board import Board
from dispatch_server.contract.commands.calls import AnswerCall, HangUpCall
from dispatch_server.contract.details import Subscriber
from dispatch_server.contract.entities import Call, Seat
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.resources import LinkChanged
from dispatch_server.contract.ids import CallId, CommandId, LinkId
from dispatch_server.contract.states import LinkState
from dispatch_server.domain import calls
from dispatch_server.domain.errors import ExchangeDeclined, NoPhone, NotFound
from dispatch_server.ports.storage import AlreadyDone, Store, StoreUnavailable, SubscriberRegister
from dispatch_server.ports.telephony import (
    CallArrived,
    CallRef,
    Declined,
    ExchangeFact,
    ExchangeSnapshot,
    ExchangeState,
    Heard,
    Outcome,
    Telephony,
    Unknown,
)
from dispatch_server.services.actors import EXCHANGE, Asker
from dispatch_server.services.exchange_facts import facts_of, meaning_of, meaning_of_arrival

log = logging.getLogger(__name__)

EXCHANGE_LINK = LinkId("exchange")
STORE_RETRY_S = 0.5
"""Pause before a fact that the database did not take is offered to it again, seconds."""
REGISTER_S = 1.0
"""How long a call waits for what the subscriber register says of it, seconds."""
_LINKS: Final = {
    ExchangeState.UP: (LinkState.UP, ""),
    ExchangeState.DOWN: (LinkState.DOWN, "没有应答，正在重连"),
    ExchangeState.REFUSED: (LinkState.DOWN, "不认登录的账号或密码，核对设置"),
}
_TAKEN: Final = "这个电话已被接起或已挂断"
_NOT_ANSWERED: Final = "电话没有接起：已被接起、已挂断，或本席话机没有振铃；也可直接拿起听筒"
_NOT_HUNG_UP: Final = "没有挂断：这个电话不在本席话机上，或已经挂断；也可直接放下听筒"
_UNCONFIRMED: Final = "交换机没有及时确认，以话机为准；可直接拿起或放下听筒"

Decision = Callable[[Board], list[Event]]


class OutcomeUnknown(Exception):
    """The exchange was asked and confirmed nothing in time."""


class CallService:
    """Hears the exchange (an `ExchangeListener`) and carries out what desks ask of it.

    A fact that the database does not take waits until it does: the exchange tells it only once.
    """

    def __init__(
        self,
        store: Store,
        telephony: Telephony,
        register: SubscriberRegister,
        *,
        store_retry_s: float = STORE_RETRY_S,
        register_s: float = REGISTER_S,
    ) -> None:
        self._store = store
        self._telephony = telephony
        self._register = register
        self._store_retry_s = store_retry_s
        self._register_s = register_s

    async def heard(self, *facts: Heard) -> None:
        """Journal what facts mean, all in one transaction; heard twice, each counts once."""
        told: dict[CommandId, ExchangeFact] = {}
        for one in facts:
            told.setdefault(CommandId(f"exchange:{one.key}"), one.fact)
        decisions = await asyncio.gather(*(self._decision(fact) for fact in told.values()))
        await self._journal_all(dict(zip(told, decisions, strict=True)))

    async def reconcile(self, snapshot: ExchangeSnapshot) -> None:
        """Bring the board to what the exchange holds, and end what it no longer knows."""
        for live in snapshot.calls:
            for fact in facts_of(live, self._store.board):
                await self._journal(_once("reconcile"), await self._decision(fact))
        present = frozenset(CallId(live.call) for live in snapshot.calls)
        for call_id in calls.unseen(self._store.board, present):
            await self._journal(_once("unseen"), partial(_unseen, call_id=call_id))

    async def link(self, state: ExchangeState, detail: str) -> None:  # noqa: ARG002 - logged by the adapter
        """Journal that the way to the exchange changed, for the lights of every seat."""
        link, cause = _LINKS[state]

        def changed(board: Board) -> list[Event]:
            held = board.links.get(EXCHANGE_LINK)
            if held is not None and (held.state, held.cause) == (link, cause):
                return []
            return [LinkChanged(link_id=EXCHANGE_LINK, state=link, cause=cause)]

        await self._journal(_once("link"), changed)

    async def answer(self, command: AnswerCall, *, by: Asker) -> None:
        """Make the asking seat's phone take the call; the board changes when it has."""
        call = self._at_phone(command.call_id, by.seat)
        if call.answered_by == by.seat.id and calls.is_live(self._store.board, call.id):
            return
        if not calls.is_waiting(self._store.board, call.id):
            raise ExchangeDeclined(_TAKEN)
        _told(await self._telephony.answer(CallRef(call.id), phone=by.seat.phone), _NOT_ANSWERED)

    async def hang_up(self, command: HangUpCall, *, by: Asker) -> None:
        """Make the asking seat's phone end the call."""
        call = self._at_phone(command.call_id, by.seat)
        if call.answered_by == by.seat.id and not calls.is_live(self._store.board, call.id):
            return
        _told(await self._telephony.hang_up(CallRef(call.id), phone=by.seat.phone), _NOT_HUNG_UP)

    def _at_phone(self, call_id: CallId, seat: Seat) -> Call:
        if not seat.phone:
            raise NoPhone
        call = self._store.board.calls.get(call_id)
        if call is None:
            raise NotFound("来电")
        return call

    async def _decision(self, fact: ExchangeFact) -> Decision:
        if isinstance(fact, CallArrived):
            subscriber = await self._subscriber(fact.ani)
            return lambda board: meaning_of_arrival(board, fact, subscriber)
        return lambda board: meaning_of(board, fact)

    async def _subscriber(self, ani: str | None) -> Subscriber | None:
        """Look the number up; a register that fails never keeps a call from ringing."""
        if ani is None:
            return None
        try:
            async with asyncio.timeout(self._register_s):
                return await self._register.find(ani)
        except Exception:
            log.exception("the subscriber register did not answer")
            return None

    async def _journal(self, command_id: CommandId, decide: Decision) -> None:
        """Record what is decided; see `_journal_all`."""
        await self._journal_all({command_id: decide})

    async def _journal_all(self, decisions: Mapping[CommandId, Decision]) -> None:
        """Record what is decided in its order, as often as it takes until the database has it."""
        away = False
        command_id, *also = decisions
        while also or decisions[command_id](self._store.board):
            try:
                async with self._store.begin(command_id, by=EXCHANGE, also=also) as tx:
                    for one, decide in decisions.items():
                        if tx.turn_to(one):
                            tx.record(*decide(tx.board))
            except AlreadyDone:
                log.debug("%s was journalled before", command_id)
            except StoreUnavailable:
                if not away:
                    log.warning("%s waits for the database", command_id)
                away = True
                await asyncio.sleep(self._store_retry_s)
                continue
            break
        if away:
            log.warning("%s waits no longer for the database", command_id)


def _unseen(board: Board, call_id: CallId) -> list[Event]:
    return calls.ended(board, call_id, by="unseen", cause="not seen by the exchange any more")


def _once(what: str) -> CommandId:
    return CommandId(f"exchange:{what}:{uuid4().hex}")


def _told(outcome: Outcome, sentence: str) -> None:
    """Put an outcome other than done into words; the exchange's own words go into the log."""
    if isinstance(outcome, Declined):
        log.info("the exchange declined: %s", outcome.reason)
        raise ExchangeDeclined(sentence)
    if isinstance(outcome, Unknown):
        log.warning("the exchange did not confirm: %s", outcome.reason)
        raise OutcomeUnknown(_UNCONFIRMED)
