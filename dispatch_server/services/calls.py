"""What the exchange tells becomes journal events; what a desk asks goes to the exchange."""

import logging
from collections.abc import Callable
from functools import partial
from uuid import uuid4

from dispatch_server.contract.board import Board
from dispatch_server.contract.commands.calls import AnswerCall, HangUpCall
from dispatch_server.contract.details import Subscriber
from dispatch_server.contract.entities import Seat
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.resources import LinkChanged
from dispatch_server.contract.ids import CallId, CommandId, LinkId
from dispatch_server.contract.states import LinkState
from dispatch_server.domain import calls
from dispatch_server.domain.errors import ExchangeDeclined, NoPhone, NotFound
from dispatch_server.ports.storage import AlreadyDone, Store, SubscriberRegister
from dispatch_server.ports.telephony import (
    CallArrived,
    CallHungUp,
    CallOffered,
    CallOfferEnded,
    CallPickedUp,
    CallRef,
    Declined,
    ExchangeFact,
    ExchangeSnapshot,
    ExchangeState,
    Heard,
    LiveCall,
    Outcome,
    RecordingBegun,
    Telephony,
    Unknown,
)
from dispatch_server.services.actors import EXCHANGE

log = logging.getLogger(__name__)

EXCHANGE_LINK = LinkId("exchange")
_LINK_STATES = {
    ExchangeState.UP: LinkState.UP,
    ExchangeState.DOWN: LinkState.DOWN,
    ExchangeState.REFUSED: LinkState.DOWN,
}

Decision = Callable[[Board], list[Event]]


class OutcomeUnknown(Exception):
    """The exchange was asked and confirmed nothing in time."""


class CallService:
    """Hears the exchange (an `ExchangeListener`) and carries out what desks ask of it."""

    def __init__(self, store: Store, telephony: Telephony, register: SubscriberRegister) -> None:
        self._store = store
        self._telephony = telephony
        self._register = register

    async def heard(self, heard: Heard) -> None:
        """Journal what a fact means; heard twice, it counts once."""
        await self._journal(CommandId(f"exchange:{heard.key}"), await self._decision(heard.fact))

    async def reconcile(self, snapshot: ExchangeSnapshot) -> None:
        """Bring the board to what the exchange holds, and end what it no longer knows."""
        for live in snapshot.calls:
            for fact in _facts_of(live):
                await self._journal(_once("reconcile"), await self._decision(fact))
        present = frozenset(CallId(live.call) for live in snapshot.calls)
        for call_id in calls.unseen(self._store.board, present):
            await self._journal(_once("unseen"), partial(_unseen, call_id=call_id))

    async def link(self, state: ExchangeState, detail: str) -> None:
        """Journal that the way to the exchange changed, for the lights of every seat."""
        link = _LINK_STATES[state]

        def changed(board: Board) -> list[Event]:
            held = board.links.get(EXCHANGE_LINK)
            if held is not None and (held.state, held.cause) == (link, detail):
                return []
            return [LinkChanged(link_id=EXCHANGE_LINK, state=link, cause=detail)]

        await self._journal(_once("link"), changed)

    async def answer(self, command: AnswerCall, *, by: Seat) -> None:
        """Make the asking seat's phone take the call; the board changes when it has."""
        call = self._of_phone(command.call_id, by)
        if not calls.is_waiting(self._store.board, command.call_id):
            raise ExchangeDeclined("这个电话已被接起或已挂断")
        _told(await self._telephony.answer(call, phone=by.phone))

    async def hang_up(self, command: HangUpCall, *, by: Seat) -> None:
        """Make the asking seat's phone end the call."""
        call = self._of_phone(command.call_id, by)
        _told(await self._telephony.hang_up(call, phone=by.phone))

    def _of_phone(self, call_id: CallId, by: Seat) -> CallRef:
        if not by.phone:
            raise NoPhone
        if call_id not in self._store.board.calls:
            raise NotFound("来电")
        return CallRef(call_id)

    async def _decision(self, fact: ExchangeFact) -> Decision:
        if isinstance(fact, CallArrived):
            subscriber = await self._subscriber(fact.ani)
            return lambda board: _decide_arrival(board, fact, subscriber)
        return lambda board: _decide(board, fact)

    async def _subscriber(self, ani: str | None) -> Subscriber | None:
        """Look the number up; a register that fails never keeps a call from ringing."""
        if ani is None:
            return None
        try:
            return await self._register.find(ani)
        except Exception:
            log.exception("the subscriber register did not answer")
            return None

    async def _journal(self, command_id: CommandId, decide: Decision) -> None:
        if not decide(self._store.board):
            return
        try:
            async with self._store.begin(command_id, by=EXCHANGE) as tx:
                tx.record(*decide(tx.board))
        except AlreadyDone:
            log.debug("%s was journalled before", command_id)


def _decide_arrival(board: Board, fact: CallArrived, subscriber: Subscriber | None) -> list[Event]:
    return calls.arrived(
        board, CallId(fact.call), ani=fact.ani, dialled=fact.dialled, subscriber=subscriber
    )


def _decide(
    board: Board,
    fact: CallOffered | CallOfferEnded | CallPickedUp | CallHungUp | RecordingBegun,
) -> list[Event]:
    call_id = CallId(fact.call)
    match fact:
        case CallOffered(phone=phone):
            return calls.offered(board, call_id, phone)
        case CallOfferEnded(phone=phone):
            return calls.offer_ended(board, call_id, phone)
        case CallPickedUp(phone=phone):
            return calls.picked_up(board, call_id, phone)
        case CallHungUp(by=by, cause=cause):
            return calls.ended(board, call_id, by=by, cause=cause)
        case RecordingBegun(file=file):
            return calls.recording_begun(board, call_id, file)


def _unseen(board: Board, call_id: CallId) -> list[Event]:
    return calls.ended(board, call_id, by="unseen", cause="not seen by the exchange any more")


def _facts_of(live: LiveCall) -> list[ExchangeFact]:
    facts: list[ExchangeFact] = [CallArrived(live.call, live.ani, live.dialled)]
    if live.recording:
        facts.append(RecordingBegun(live.call, live.recording))
    facts += [CallOffered(live.call, phone) for phone in live.ringing]
    if live.answered_by:
        facts.append(CallPickedUp(live.call, live.answered_by))
    return facts


def _once(what: str) -> CommandId:
    return CommandId(f"exchange:{what}:{uuid4().hex}")


def _told(outcome: Outcome) -> None:
    if isinstance(outcome, Declined):
        raise ExchangeDeclined(outcome.reason)
    if isinstance(outcome, Unknown):
        raise OutcomeUnknown(outcome.reason)
