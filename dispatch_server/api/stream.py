"""WebSocket: the event stream of a seat."""

import asyncio
from contextlib import aclosing
from typing import Final

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from dispatch_server.api.answering import NO_SUCH_SEAT
from dispatch_server.contract.ids import SeatId
from dispatch_server.contract.version import PROTOCOL
from dispatch_server.ports.storage import Store
from dispatch_server.services.stream import StreamService

SEND_S: Final = 5.0
"""A seat that takes no message for this long is cut off and may come back, seconds."""
REFUSED: Final = 4401
TOO_OLD: Final = 4426


def routes(service: StreamService, store: Store) -> APIRouter:
    """Return the stream route over a service."""
    router = APIRouter(tags=["stream"])

    @router.websocket("/stream")
    async def stream(
        socket: WebSocket, seat: str = "", protocol: int = 0, after: int | None = None
    ) -> None:
        await socket.accept()
        if protocol != PROTOCOL:
            await socket.close(TOO_OLD, f"版本不符：服务器 {PROTOCOL}，本机 {protocol}，须升级")
        elif SeatId(seat) not in store.board.seats:
            await socket.close(REFUSED, NO_SUCH_SEAT)
        else:
            await _serve(socket, service, after)

    return router


async def _serve(socket: WebSocket, service: StreamService, after: int | None) -> None:
    """Send until either side goes; what the seat sends is read and thrown away."""
    sending = asyncio.create_task(_send(socket, service, after))
    leaving = asyncio.create_task(_wait_for_leaving(socket))
    try:
        await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (sending, leaving):
            task.cancel()
        await asyncio.gather(sending, leaving, return_exceptions=True)


async def _send(socket: WebSocket, service: StreamService, after: int | None) -> None:
    async with aclosing(service.messages(after)) as messages:
        async for text in messages:
            await asyncio.wait_for(socket.send_text(text), SEND_S)


async def _wait_for_leaving(socket: WebSocket) -> None:
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        return
