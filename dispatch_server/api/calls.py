"""HTTP: what desks ask of the exchange."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from dispatch_server.api.answering import Answering
from dispatch_server.api.asking import Asking
from dispatch_server.contract.commands.calls import AnswerCall, HangUpCall
from dispatch_server.services.calls import CallService


def routes(service: CallService, answering: Answering) -> APIRouter:
    """Return the call routes over a service."""
    router = APIRouter(tags=["calls"])

    @router.post(AnswerCall.PATH)
    async def answer(command: AnswerCall, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.answer, command, asker)

    @router.post(HangUpCall.PATH)
    async def hang_up(command: HangUpCall, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.hang_up, command, asker)

    return router
