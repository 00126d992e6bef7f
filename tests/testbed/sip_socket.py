"""The wire of a test phone: sends requests until they are answered, and repeats its own answers."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

from tests.testbed.sip_message import Header, SipMessage

ANSWER_S: Final = 5.0
FIRST_REPEAT_S: Final = 0.5
LONGEST_REPEAT_S: Final = 4.0
REMEMBERED: Final = 200


@dataclass(slots=True)
class _Waiting:
    """A request that waits for its final answer."""

    answer: asyncio.Future[SipMessage]
    on_progress: Callable[[int], None] | None
    heard_of: bool = False


class SipSocket(asyncio.DatagramProtocol):
    """One UDP socket of a phone; plain, unencrypted, as it is between tests on one machine."""

    def __init__(self, server: tuple[str, int], on_request: Callable[[SipMessage], None]) -> None:
        self.port = 0
        self._server = server
        self._on_request = on_request
        self._waiting: dict[str, _Waiting] = {}
        self._replies: dict[tuple[str, str], bytes] = {}
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self, ip: str) -> None:
        """Begin to listen at an address, on a port the kernel chooses."""
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self, local_addr=(ip, 0))

    def close(self) -> None:
        """Be gone without a word."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def put(self, message: bytes) -> None:
        """Send a message once."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(message, self._server)

    def reply(self, request: SipMessage, message: bytes) -> None:
        """Answer a request, and answer the same when it is repeated."""
        self._replies[(request["call-id"], request["cseq"])] = message
        while len(self._replies) > REMEMBERED:
            self._replies.pop(next(iter(self._replies)))
        self.put(message)

    async def ask(
        self,
        message: bytes,
        branch: str,
        *,
        within: float = ANSWER_S,
        on_progress: Callable[[int], None] | None = None,
    ) -> SipMessage:
        """Send a request, again and again until something comes back, and return the answer."""
        loop = asyncio.get_running_loop()
        waiting = self._waiting[branch] = _Waiting(loop.create_future(), on_progress)
        pause = FIRST_REPEAT_S
        try:
            async with asyncio.timeout(within):
                while not waiting.answer.done():
                    if not waiting.heard_of:
                        self.put(message)
                    await asyncio.wait([waiting.answer], timeout=pause)
                    pause = min(pause * 2, LONGEST_REPEAT_S)
            return waiting.answer.result()
        except TimeoutError:
            raise TimeoutError(f"no answer to {message[:40]!r}") from None
        finally:
            del self._waiting[branch]

    def via(self, ip: str, branch: str) -> Header:
        """Return the header by which the answer finds its way back."""
        return ("Via", f"SIP/2.0/UDP {ip}:{self.port};rport;branch={branch}")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)
        self.port = self._transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, _addr: tuple[str | object, int]) -> None:
        if not data.strip():
            return
        message = SipMessage(data)
        if message.status:
            self._take_response(message)
            return
        before = self._replies.get((message["call-id"], message["cseq"]))
        if before is None:
            self._on_request(message)
        elif message.method != "ACK":
            self.put(before)

    def _take_response(self, message: SipMessage) -> None:
        waiting = self._waiting.get(message.branch)
        if waiting is None or message.method == "CANCEL":
            return
        if message.status < 200:
            waiting.heard_of = True
            if waiting.on_progress is not None:
                waiting.on_progress(message.status)
        elif not waiting.answer.done():
            waiting.answer.set_result(message)
