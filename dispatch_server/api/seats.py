"""HTTP: seat states, messages between seats, hand-over lists."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from dispatch_server.api.answering import Answering
from dispatch_server.api.asking import Asking
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
    async def declare(command: DeclareSeat, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.declare, command, asker)

    @router.post(SendMessage.PATH)
    async def send(command: SendMessage, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.send, command, asker)

    @router.post(ReceiveMessage.PATH)
    async def receive(command: ReceiveMessage, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.receive, command, asker)

    @router.post(ReadMessage.PATH)
    async def read(command: ReadMessage, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.read, command, asker)

    @router.post(OfferHandOver.PATH)
    async def offer(command: OfferHandOver, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.offer, command, asker)

    @router.post(TakeHandOver.PATH)
    async def take(command: TakeHandOver, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.take, command, asker)

    return router
