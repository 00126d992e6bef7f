"""What a server says to everybody who asks it while another server leads."""

from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from dispatch_server.api.answering import answer
from dispatch_server.contract.answers import NOT_KEPT, STANDBY, CommandOutcome
from dispatch_server.services.lead import Lead

WORDS: Final = "这是备用服务器，没有执行；受理台会自动转到主用服务器"
CLOSING: Final = "这是备用服务器，正在转到主用服务器"
UNAVAILABLE: Final = 503


class StandingBy:
    """Stands before every route: without the lead none is reached, also not a question.

    HTTP is answered 503 with the code of what may be taken later, so that a desk keeps its command
    and sends it to the server that leads; a stream is closed with `STANDBY`.
    """

    def __init__(self, app: ASGIApp, lead: Lead) -> None:
        self._app = app
        self._lead = lead

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or turn it away."""
        if self._lead.held or scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            socket = WebSocket(scope, receive, send)
            await socket.accept()
            await socket.close(STANDBY, CLOSING)
        else:
            await turned_away()(scope, receive, send)


def turned_away() -> Response:
    """Return the answer of a server that stands by."""
    return answer(UNAVAILABLE, CommandOutcome.REFUSED, NOT_KEPT, WORDS)
