"""How a command is answered: done, refused with a sentence, or unknown; and who is asking."""

import logging
from collections.abc import Awaitable
from typing import Annotated, Protocol, TypeVar

from fastapi import Depends, Header, HTTPException, Request
from fastapi.responses import JSONResponse

from dispatch_server.contract.answers import NOT_KEPT, CommandAnswer, CommandOutcome
from dispatch_server.contract.commands import Command
from dispatch_server.contract.entities import Seat
from dispatch_server.contract.ids import SeatId
from dispatch_server.domain.errors import Refused
from dispatch_server.ports.storage import AlreadyDone, Refusal, Store, StoreUnavailable
from dispatch_server.services.actors import at_seat
from dispatch_server.services.calls import OutcomeUnknown

log = logging.getLogger(__name__)

C = TypeVar("C", bound=Command)
C_contra = TypeVar("C_contra", bound=Command, contravariant=True)

NO_SUCH_SEAT = "本席没有登记，核对启动时填的座席编号"


class Action(Protocol[C_contra]):
    """A service's method for one command."""

    def __call__(self, command: C_contra, /, *, by: Seat) -> Awaitable[None]:
        """Carry the command out in the name of a seat."""
        ...


def asking_seat(request: Request, x_seat: Annotated[str, Header()] = "") -> Seat:
    """Return the registered seat that asks, or answer 401.

    There is no sign-in yet: the server listens on the loopback address alone, and a seat is
    believed who it says it is.
    """
    store: Store = request.app.state.store
    seat = store.board.seats.get(SeatId(x_seat))
    if seat is None:
        raise HTTPException(401, NO_SUCH_SEAT)
    return seat


AskingSeat = Annotated[Seat, Depends(asking_seat)]


class Answering:
    """Carries commands out and puts their outcomes into words."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def carry_out(self, action: Action[C], command: C, seat: Seat) -> JSONResponse:
        """Answer 200 done (also for a repeated command), 409 refused, 503 not kept, 504 unknown."""
        try:
            await action(command, by=seat)
        except AlreadyDone:
            return answer(200, CommandOutcome.DONE)
        except Refused as refused:
            await self._keep(refused, command, seat)
            return answer(409, CommandOutcome.REFUSED, refused.code, str(refused))
        except StoreUnavailable:
            sentence = "数据库没有收下，没有执行；稍后再按一次"
            return answer(503, CommandOutcome.REFUSED, NOT_KEPT, sentence)
        except OutcomeUnknown as unknown:
            return answer(504, CommandOutcome.UNKNOWN, "outcome-unknown", str(unknown))
        return answer(200, CommandOutcome.DONE)

    async def _keep(self, refused: Refused, command: Command, seat: Seat) -> None:
        """Keep the refusal; a database that is away must not keep the desk from hearing it."""
        try:
            await self._store.refuse(
                Refusal(command.command_id, command.PATH, at_seat(seat), refused.code, str(refused))
            )
        except Exception:
            log.exception("the refusal of %s was not kept", command.command_id)


def answer(
    status: int, outcome: CommandOutcome, code: str = "", sentence: str = ""
) -> JSONResponse:
    """Return an outcome as the seats read it."""
    told = CommandAnswer(outcome=outcome, code=code, sentence=sentence)
    return JSONResponse(told.model_dump(mode="json"), status)
