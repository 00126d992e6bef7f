"""One connection to the exchange's manager interface (AMI), read a whole message at a time."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Final

from panoramisk.actions import Action
from panoramisk.ami_protocol import AMIProtocol
from panoramisk.message import Message

log = logging.getLogger(__name__)

AmiMessage = Mapping[str, str]
"""One event or answer. A header that stands several times holds its values one a line."""

LONGEST_MESSAGE: Final = 1 << 20
_END: Final = b"\r\n\r\n"


class LinkDown(Exception):
    """There is no link: nothing was asked."""


class LinkLost(Exception):
    """The link broke, or the answer did not come in time, after asking: the outcome is unknown."""


class ActionRefused(Exception):
    """The exchange said no, and why."""


class Connection(AMIProtocol):  # type: ignore[misc]  # panoramisk has no types
    """panoramisk's protocol with its weak spots closed.

    Bytes become text only once a message is complete, so that no character is cut in two. A
    message that cannot be used is dropped and logged, and never ends the connection. When the
    connection ends, everything asked and not answered ends with `LinkLost`, and nothing is kept
    to be sent again.
    """

    encoding = "utf-8"

    def __init__(self, on_event: Callable[[AmiMessage], None]) -> None:
        self._on_event = on_event
        self._bytes = b""
        self._lost = asyncio.Event()
        self._heard_at = time.monotonic()

    @property
    def silent_for_s(self) -> float:
        """How long nothing has come from the exchange."""
        return time.monotonic() - self._heard_at

    async def wait_lost(self) -> None:
        """Wait until the connection has ended, from whichever side."""
        await self._lost.wait()

    async def ask(self, fields: Mapping[str, str], *, within: float) -> list[AmiMessage]:
        """Send one action and return its answer, with all rows when it is a list.

        Raises `ActionRefused` or `LinkLost`.
        """
        if self._lost.is_set():
            raise LinkDown
        for name, value in fields.items():
            if any(mark in f"{name}{value}" for mark in "\r\n\0"):
                raise ValueError(f"a line end in {name}")
        action = Action(dict(fields))
        future: asyncio.Future[Message | list[Message]] = self.send(action, as_list=None)
        try:
            answer = await asyncio.wait_for(future, within)
        except TimeoutError:
            raise LinkLost("no answer in time") from None
        finally:
            self.responses.pop(action.id, None)
        rows = answer if isinstance(answer, list) else [answer]
        if not rows[0].success:
            raise ActionRefused(str(rows[0].message))
        return [_plain(row) for row in rows]

    def ping(self) -> None:
        """Make the exchange say something; whether it does shows in `silent_for_s`."""
        self.transport.write(b"Action: Ping\r\n\r\n")

    def data_received(self, data: bytes) -> None:
        self._heard_at = time.monotonic()
        *whole, self._bytes = (self._bytes + data).split(_END)
        for message in whole:
            self._take(message)
        if len(self._bytes) > LONGEST_MESSAGE:
            log.error("the exchange sent a message without an end")
            self.break_off()

    def connection_lost(self, _reason: object) -> None:
        self.closed = True
        self._lost.set()
        for action in self.responses.values():
            if not action.future.done():
                action.future.set_exception(LinkLost("the link broke"))
                action.future.exception()  # looked at: nobody may be waiting any more
        self.responses.clear()

    def break_off(self) -> None:
        """End the connection at once, also when the other side does not react any more."""
        self.transport.abort()
        self.connection_lost(None)

    def dispatch(self, message: Message) -> None:
        """Hand an event on; panoramisk calls this."""
        self._on_event(_plain(message))

    def handle_message(self, message: Message) -> None:
        self.factory = self
        super().handle_message(message)

    def _take(self, raw: bytes) -> None:
        try:
            message = Message.from_line(raw.decode("utf-8", "replace").strip())
            if message is not None:
                self.handle_message(message)
        except Exception:
            log.exception("a message of the exchange was dropped")


def _plain(message: Message) -> AmiMessage:
    """Return a message as text by header."""
    return {
        str(name): "\n".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in message.items()
    }
