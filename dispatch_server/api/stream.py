"""WebSocket: the event stream of a seat, open for as long as its token counts."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from dispatch_server.api.asking import bearer
from dispatch_server.api.standing_by import CLOSING
from dispatch_server.contract.access import Right
from dispatch_server.contract.answers import NOT_ALLOWED, SIGNED_OUT, STANDBY, TOO_OLD, Shown
from dispatch_server.contract.version import PROTOCOL
from dispatch_server.domain.errors import NotAllowed
from dispatch_server.services.actors import Asker
from dispatch_server.services.frames import FrameService, Viewer
from dispatch_server.services.lead import Lead
from dispatch_server.services.presence import Presence
from dispatch_server.services.sessions import NOT_SIGNED_IN, NotSignedIn, Sessions
from dispatch_server.services.stream import StreamService

log = logging.getLogger(__name__)

SEND_S: Final = 5.0
"""A seat that takes no message for this long is cut off and may come back, seconds."""
LONGEST_WORD: Final = 1_000
"""What a seat says on its stream is at most so long, characters."""

Protocol = Annotated[int, Query(ge=0, le=9999)]
LastHash = Annotated[str | None, Query(max_length=64)]
"""The hash of the seat's last journal row, so that it is not carried on with another journal."""


def routes(
    service: StreamService,
    sessions: Sessions,
    presence: Presence,
    lead: Lead,
    frames: FrameService,
    *,
    send_s: float = SEND_S,
) -> APIRouter:
    """Return the stream route over a service; a seat slower than `send_s` is cut off."""
    router = APIRouter(tags=["stream"])

    @router.websocket("/stream")
    async def stream(
        socket: WebSocket, protocol: Protocol = 0, after: int | None = None, last: LastHash = None
    ) -> None:
        await socket.accept()
        if protocol != PROTOCOL:
            await socket.close(TOO_OLD, f"版本不符：服务器 {PROTOCOL}，本机 {protocol}，须升级")
            return
        token = bearer(socket.headers)
        try:
            asker = await sessions.asker(token)
        except NotSignedIn as fault:
            await socket.close(SIGNED_OUT, str(fault))
            return
        if not _may_watch(asker):
            await socket.close(NOT_ALLOWED, str(NotAllowed()))
            return
        with (
            sessions.listening(token) as dropped,
            lead.listening() as lost,
            presence.listening(asker.seat.id),
        ):
            messages = service.messages(after, last=last, sight=asker.sight)
            viewer = frames.viewer(asker.sight)
            ends = (_End(dropped, SIGNED_OUT, NOT_SIGNED_IN), _End(lost, STANDBY, CLOSING))
            await _serve(socket, send_s, (messages, frames.frames(viewer)), viewer, ends)

    return router


def _may_watch(asker: Asker) -> bool:
    return Right.WATCH in asker.rights


@dataclass(frozen=True, slots=True)
class _End:
    """What ends a stream from this side, and the code and words it is closed with."""

    came: asyncio.Event
    code: int
    words: str


async def _serve(
    socket: WebSocket,
    send_s: float,
    sources: tuple[AsyncGenerator[str, None], ...],
    viewer: Viewer,
    ends: tuple[_End, ...],
) -> None:
    """Send from all sources until either side goes; the seat says what its map shows."""
    sending = {asyncio.create_task(_send(socket, send_s, source)) for source in sources}
    leaving = asyncio.create_task(_hear(socket, viewer))
    ending = {asyncio.create_task(end.came.wait()) for end in ends}
    tasks = {*sending, leaving, *ending}
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    came = [end for end in ends if end.came.is_set()]
    if came and leaving not in done:
        await _cut(socket, send_s, came[0])


async def _cut(socket: WebSocket, within_s: float, end: _End) -> None:
    """Close the socket of a seat that is not served any longer."""
    try:
        async with asyncio.timeout(within_s):
            await socket.close(end.code, end.words)
    except (TimeoutError, RuntimeError, WebSocketDisconnect):
        log.info("a stream that was to be closed had gone before")


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


async def _hear(socket: WebSocket, viewer: Viewer) -> None:
    """Take what the seat's map shows, until the seat goes; anything else is thrown away."""
    try:
        while True:
            text = await socket.receive_text()
            if len(text) > LONGEST_WORD:
                continue
            try:
                viewer.look_at(Shown.model_validate_json(text).box)
            except ValidationError:
                log.debug("a seat said something that is not understood")
    except (WebSocketDisconnect, KeyError):
        return
