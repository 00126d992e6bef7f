"""HTTP: seat states, messages between seats, hand-over lists."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from dispatch_server.api.answering import Answering, AskingSeat
from dispatch_server.contract.commands.seats import (
    DeclareSeat,
    OfferHandOver,
    ReadMessage,
    ReceiveMessage,
    SendMessage,
    TakeHandOver,
)
from dispatch_server.services.seats import SeatService


def routes(service: SeatService, answering: Answering) -> APIRouter:
    """Return the routes of what seats say, over a service."""
    router = APIRouter(tags=["seats"])

    @router.post(DeclareSeat.PATH)
    async def declare(command: DeclareSeat, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.declare, command, seat)

    @router.post(SendMessage.PATH)
    async def send(command: SendMessage, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.send, command, seat)

    @router.post(ReceiveMessage.PATH)
    async def receive(command: ReceiveMessage, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.receive, command, seat)

    @router.post(ReadMessage.PATH)
    async def read(command: ReadMessage, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.read, command, seat)

    @router.post(OfferHandOver.PATH)
    async def offer(command: OfferHandOver, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.offer, command, seat)

    @router.post(TakeHandOver.PATH)
    async def take(command: TakeHandOver, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.take, command, seat)

    return router
