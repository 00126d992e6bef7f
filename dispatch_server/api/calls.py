"""HTTP: what desks ask of the exchange."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from dispatch_server.api.answering import Answering, AskingSeat
from dispatch_server.contract.commands.calls import AnswerCall, HangUpCall
from dispatch_server.services.calls import CallService


def routes(service: CallService, answering: Answering) -> APIRouter:
    """Return the call routes over a service."""
    router = APIRouter(tags=["calls"])

    @router.post(AnswerCall.PATH)
    async def answer(command: AnswerCall, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.answer, command, seat)

    @router.post(HangUpCall.PATH)
    async def hang_up(command: HangUpCall, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.hang_up, command, seat)

    return router
