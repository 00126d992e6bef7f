"""How a command is answered: done, refused with a sentence, or unknown."""

import logging
from collections.abc import Awaitable
from typing import Protocol, TypeVar

from fastapi.responses import JSONResponse

from dispatch_server.contract.answers import NOT_ACCEPTED, NOT_KEPT, CommandAnswer, CommandOutcome
from dispatch_server.contract.commands import Command
from dispatch_server.domain.errors import NotAllowed, Refused
from dispatch_server.ports.storage import (
    AlreadyDone,
    CommitUnknown,
    Refusal,
    Store,
    StoreFault,
    StoreUnavailable,
)
from dispatch_server.services.actors import Asker
from dispatch_server.services.calls import OutcomeUnknown

log = logging.getLogger(__name__)

C = TypeVar("C", bound=Command)
C_contra = TypeVar("C_contra", bound=Command, contravariant=True)


class Action(Protocol[C_contra]):
    """A service's method for one command."""

    def __call__(self, command: C_contra, /, *, by: Asker) -> Awaitable[str | None]:
        """Carry the command out in the name of whoever asks; return what is shown this once."""
        ...


class Answering:
    """Carries commands out and puts their outcomes into words."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def carry_out(self, action: Action[C], command: C, asker: Asker) -> JSONResponse:
        """Answer 200 done (also when repeated), 403/409 refused, 500/503 not kept, 504 unknown."""
        try:
            if command.RIGHT not in asker.rights:
                raise NotAllowed
            shown_once = await action(command, by=asker)
        except AlreadyDone:
            return answer(200, CommandOutcome.DONE)
        except Refused as refused:
            await self._keep(refused, command, asker)
            status = 403 if isinstance(refused, NotAllowed) else 409
            return answer(status, CommandOutcome.REFUSED, refused.code, str(refused))
        except CommitUnknown:
            sentence = "数据库中断，不知道是否已执行；看事件列表核对后再按"
            return answer(504, CommandOutcome.UNKNOWN, "outcome-unknown", sentence)
        except (StoreFault, StoreUnavailable) as fault:
            return _not_kept(fault)
        except OutcomeUnknown as unknown:
            return answer(504, CommandOutcome.UNKNOWN, "outcome-unknown", str(unknown))
        return answer(200, CommandOutcome.DONE, shown_once=shown_once or "")

    async def _keep(self, refused: Refused, command: Command, asker: Asker) -> None:
        """Keep the refusal; a database that is away must not keep the desk from hearing it."""
        try:
            await self._store.refuse(
                Refusal(command.command_id, command.PATH, asker.actor, refused.code, str(refused))
            )
        except Exception:
            log.exception("the refusal of %s was not kept", command.command_id)


def _not_kept(fault: StoreFault | StoreUnavailable) -> JSONResponse:
    """Answer for a command of which nothing was stored, and say whether it may be later."""
    if isinstance(fault, StoreFault):
        sentence = "数据库不接受这条记录，没有执行；再按也不行，请报维护员"
        return answer(500, CommandOutcome.REFUSED, NOT_ACCEPTED, sentence)
    sentence = "数据库没有收下，没有执行；稍后再按一次"
    return answer(503, CommandOutcome.REFUSED, NOT_KEPT, sentence)


def answer(
    status: int,
    outcome: CommandOutcome,
    code: str = "",
    sentence: str = "",
    *,
    shown_once: str = "",
) -> JSONResponse:
    """Return an outcome as the seats read it; a secret in it is for nobody's cache."""
    told = CommandAnswer(outcome=outcome, code=code, sentence=sentence, shown_once=shown_once)
    if not shown_once:
        return JSONResponse(told.model_dump(mode="json", exclude={"shown_once"}), status)
    headers = {"Cache-Control": "no-store"}
    return JSONResponse(told.model_dump(mode="json"), status, headers=headers)
