"""WebSocket: the event stream of a seat."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Final

from fastapi import APIRouter, Query, WebSocket, WebSocketDisconnect

from dispatch_server.api.answering import NO_SUCH_SEAT
from dispatch_server.contract.ids import SeatId
from dispatch_server.contract.version import PROTOCOL
from dispatch_server.ports.storage import Store
from dispatch_server.services.stream import StreamService

log = logging.getLogger(__name__)

SEND_S: Final = 5.0
"""A seat that takes no message for this long is cut off and may come back, seconds."""
REFUSED: Final = 4401
TOO_OLD: Final = 4426


Protocol = Annotated[int, Query(ge=0, le=9999)]


def routes(service: StreamService, store: Store, *, send_s: float = SEND_S) -> APIRouter:
    """Return the stream route over a service; a seat slower than `send_s` is cut off."""
    router = APIRouter(tags=["stream"])

    @router.websocket("/stream")
    async def stream(
        socket: WebSocket, seat: str = "", protocol: Protocol = 0, after: int | None = None
    ) -> None:
        await socket.accept()
        if protocol != PROTOCOL:
            await socket.close(TOO_OLD, f"版本不符：服务器 {PROTOCOL}，本机 {protocol}，须升级")
        elif SeatId(seat) not in store.board.seats:
            await socket.close(REFUSED, NO_SUCH_SEAT)
        else:
            await _serve(socket, send_s, service.messages(after))

    return router


async def _serve(socket: WebSocket, send_s: float, messages: AsyncGenerator[str, None]) -> None:
    """Send until either side goes; what the seat sends is read and thrown away."""
    sending = asyncio.create_task(_send(socket, send_s, messages))
    leaving = asyncio.create_task(_wait_for_leaving(socket))
    try:
        await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (sending, leaving):
            task.cancel()
        await asyncio.gather(sending, leaving, return_exceptions=True)


async def _send(socket: WebSocket, send_s: float, messages: AsyncGenerator[str, None]) -> None:
    try:
        async with aclosing(messages):
            async for text in messages:
                async with asyncio.timeout(send_s):
                    await socket.send_text(text)
    except TimeoutError:
        log.warning("a seat took no message for %s s and is cut off", send_s)
    except WebSocketDisconnect:
        return
    except Exception:
        log.exception("the stream of a seat broke")


async def _wait_for_leaving(socket: WebSocket) -> None:
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        return
