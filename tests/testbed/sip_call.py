"""One leg of a call at a test phone: its state, its voice, and what it hears."""

import asyncio
import re
import secrets
import struct
import time
from collections import deque
from collections.abc import Callable
from typing import Final, Literal, Protocol, cast

from tests.testbed import g711
from tests.testbed.sip_message import SipMessage

CallState = Literal["new", "ringing", "up", "ended"]

HEARD_FRAMES: Final = 25
_RTP: Final = struct.Struct("!BBHII")
_ALAW: Final = 8
_FRAME_S: Final = 0.02


class Line(Protocol):
    """What a call needs of the phone it is at."""

    user: str
    ip: str

    def pick_up(self, call: "Call") -> None:
        """Answer a call that came in."""
        ...

    async def release(self, call: "Call") -> None:
        """End a call, whatever its state."""
        ...

    def forget_call(self, call: "Call") -> None:
        """Drop a call that has ended."""
        ...


class Call(asyncio.DatagramProtocol):
    """One leg. Times are those of `time.monotonic()`.

    `invite_sent_at` is the moment at which the first INVITE of an outgoing call went on the wire,
    `times` holds the moment at which each state was entered, `code` the last SIP answer.
    """

    def __init__(self, line: Line, call_id: str, *, outgoing: bool, hertz: int) -> None:
        self.id = call_id
        self.outgoing = outgoing
        self.state: CallState = "new"
        self.code = 0
        self.times: dict[CallState, float] = {"new": time.monotonic()}
        self.invite_sent_at: float | None = None
        self.given_up = False
        self.caller_number = ""
        self.notified: list[str] = []

        self.local_tag = secrets.token_hex(6)
        self.local_uri = f"sip:{line.user}@{line.ip}"
        self.local_name = ""
        self.remote_tag = self.remote_uri = self.remote_target = ""
        self.branch = ""
        self.cseq = self.invite_cseq = secrets.randbelow(1000) + 1
        self.invite: SipMessage | None = None

        self.line = line
        self._hertz = hertz
        self._remote_voice: tuple[str, int] | None = None
        self._socket: asyncio.DatagramTransport | None = None
        self._media: asyncio.Task[None] | None = None
        self._heard: deque[bytes] = deque(maxlen=HEARD_FRAMES)
        self._received = 0
        self._changed = asyncio.Condition()
        self._announcing: set[asyncio.Task[None]] = set()

    def answer(self) -> None:
        """Pick up a call that came in; nothing happens when it is too late."""
        if not self.outgoing and self.state in ("new", "ringing"):
            self.line.pick_up(self)

    async def hang_up(self) -> None:
        """End the call from this side, whatever its state."""
        await self.line.release(self)

    def play(self, hertz: int) -> None:
        """Send a tone from now on; 0 is silence."""
        self._hertz = hertz

    def hears(self, hertz: int, *, least: float = 0.05) -> bool:
        """Tell whether the last half second holds a tone."""
        return g711.level(g711.decode(b"".join(self._heard)), hertz) >= least

    async def wait_state(self, *states: CallState, within: float = 5.0) -> CallState:
        """Wait until the call is in one of the states."""
        await self._wait(lambda: self.state in states, f"{self.state}, not {states}", within)
        return self.state

    async def wait_hears(self, hertz: int, *, within: float = 5.0) -> None:
        """Wait until a fresh half second of voice holds a tone."""
        begun = self._received
        fresh = begun + HEARD_FRAMES

        def heard() -> bool:
            return self._received >= fresh and self.hears(hertz)

        await self._wait(heard, f"does not hear {hertz} Hz", within)

    async def _wait(self, arrived: Callable[[], bool], otherwise: str, within: float) -> None:
        try:
            async with asyncio.timeout(within), self._changed:
                await self._changed.wait_for(arrived)
        except TimeoutError:
            raise TimeoutError(f"{self.line.user}: {otherwise} ({self.state})") from None

    # What the phone calls.

    def enter(self, state: CallState) -> None:
        """Go to the next state; an ended call stays ended."""
        if self.state == "ended":
            return
        self.state = state
        self.times.setdefault(state, time.monotonic())
        if state == "up" and self._media is None:
            self._media = asyncio.get_running_loop().create_task(self._speak())
        if state == "ended":
            self._close()
            self.line.forget_call(self)
        self._announce()

    def progress(self, status: int) -> None:
        """Learn how far an outgoing call has come."""
        if status >= 180 and self.state == "new":
            self.enter("ringing")

    async def open_voice(self) -> None:
        """Open the port on which the voice comes in."""
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self, local_addr=(self.line.ip, 0))

    def describe_voice(self) -> str:
        """Return the session description: where the voice is taken, and as what."""
        assert self._socket is not None
        port = self._socket.get_extra_info("sockname")[1]
        return (
            f"v=0\r\no=- 1 {time.monotonic_ns()} IN IP4 {self.line.ip}\r\ns=t\r\n"
            f"c=IN IP4 {self.line.ip}\r\nt=0 0\r\nm=audio {port} RTP/AVP {_ALAW}\r\n"
            f"a=rtpmap:{_ALAW} PCMA/8000\r\na=ptime:20\r\na=sendrecv\r\n"
        )

    def take_description(self, description: str) -> None:
        """Learn where the other side takes its voice."""
        host = re.search(r"^c=IN IP4 (\S+)", description, re.MULTILINE)
        port = re.search(r"^m=audio (\d+)", description, re.MULTILINE)
        if host and port and port[1] != "0":
            self._remote_voice = (host[1], int(port[1]))

    # What the voice socket calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._socket = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, _addr: tuple[str | object, int]) -> None:
        if len(data) > _RTP.size and data[1] & 0x7F == _ALAW:
            self._heard.append(data[_RTP.size :])
            self._received += 1
            if self._received % HEARD_FRAMES == 0:
                self._announce()

    async def _speak(self) -> None:
        loop = asyncio.get_running_loop()
        source, sequence, due = secrets.randbits(32), 0, loop.time()
        while self._socket is not None:
            frames = g711.tone(self._hertz)
            head = _RTP.pack(0x80, _ALAW, sequence & 0xFFFF, sequence * g711.FRAME, source)
            if self._remote_voice is not None:
                self._socket.sendto(head + frames[sequence % len(frames)], self._remote_voice)
            sequence += 1
            due += _FRAME_S
            await asyncio.sleep(max(0.0, due - loop.time()))

    def _close(self) -> None:
        if self._media is not None:
            self._media.cancel()
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _announce(self) -> None:
        task = asyncio.get_running_loop().create_task(self._wake())
        self._announcing.add(task)
        task.add_done_callback(self._announcing.discard)

    async def _wake(self) -> None:
        async with self._changed:
            self._changed.notify_all()
