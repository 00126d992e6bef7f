"""A hundred seats hearing fifty events a second: `make bench NAME=fanout`.

Each event is a whole command: posted over HTTP, decided, journalled on disk and streamed. The time
runs from the sending of the command until a seat has its event; one more seat never
reads, and must harm nobody.
"""

import asyncio
import re
import statistics
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from websockets.asyncio.client import ClientConnection, connect

from dispatch_server.contract.commands.incidents import DescribeIncident, DraftIncident
from dispatch_server.contract.details import Details
from dispatch_server.contract.ids import CommandId, IncidentId
from dispatch_server.contract.version import PROTOCOL
from tests.testbed.measuring import report, run_bare
from tests.testbed.posting import Poster
from tests.testbed.room import PASSWORD, STAFF, Room
from tests.testbed.seat import sign_in

SEATS: Final = 100
PER_SECOND: Final = 50.0
EVENTS: Final = 1_000
LIMITS: Final = {"p95_ms": 50.0, "lost": 0.0}
QUIET_S: Final = 30.0
INCIDENT: Final = IncidentId("i-fanout")
_OURS: Final = re.compile(r'"command_id":"(fanout-\d+)"')


@dataclass(slots=True)
class Heard:
    """When commands were sent, and how long their events took to every seat, milliseconds."""

    sent: dict[str, float] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)


def main() -> int:
    """Measure the bare loop and ours; the last line is the JSON."""
    given = {"seats": SEATS, "events": EVENTS, "per_second": PER_SECOND}
    bare = run_bare("tests.benchmarks.bare.fanout", given, within_s=180)
    with Room() as room:
        heard = asyncio.run(measure(room))
    figures = {
        "p50_ms": round(statistics.median(heard.times), 1),
        "p95_ms": round(statistics.quantiles(heard.times, n=20)[-1], 1),
        "lost": float(SEATS * EVENTS - len(heard.times)),
    }
    return report("fanout", figures, bare, LIMITS)


async def measure(room: Room) -> Heard:
    """Open all streams, one of them never read, and send the commands at their pace."""
    heard, ready = Heard(), asyncio.Semaphore(0)
    token = sign_in(room.server, "seat-1", STAFF[0].number, PASSWORD)
    url = f"{room.server.replace('http', 'ws', 1)}/stream?protocol={PROTOCOL}"
    bearer = {"Authorization": f"Bearer {token}"}
    stream = partial(connect, url, compression=None, additional_headers=bearer)
    async with stream(max_queue=1):
        readers = [asyncio.create_task(read(stream, heard, ready)) for _ in range(SEATS)]
        for _ in readers:
            await asyncio.wait_for(ready.acquire(), QUIET_S)
        await send(room.server, token, heard)
        await asyncio.gather(*readers)
    return heard


async def read(opening: "partial[connect]", heard: Heard, ready: asyncio.Semaphore) -> None:
    """Take down when each of our events came, until all came or none comes any more."""
    async with opening(max_size=None) as stream:
        await stream.recv()
        await stream.recv()
        ready.release()
        left = EVENTS
        end = time.monotonic() + EVENTS / PER_SECOND + QUIET_S
        while left and time.monotonic() < end:
            left -= take(await next_text(stream), heard)


async def next_text(stream: ClientConnection) -> str:
    """Return the next message; the server's heartbeat keeps this short."""
    return str(await asyncio.wait_for(stream.recv(), QUIET_S))


def take(text: str, heard: Heard) -> int:
    """Note the events of a message that are ours; return how many."""
    now = time.monotonic()
    found = _OURS.findall(text)
    heard.times.extend((now - heard.sent[command_id]) * 1000 for command_id in found)
    return len(found)


async def send(server: str, token: str, heard: Heard) -> None:
    """Send each command when it is due, whether or not the one before was answered."""
    async with Poster(server, token) as poster:
        await poster.post(DraftIncident(command_id=CommandId("draft"), incident_id=INCIDENT))
        start = time.monotonic()
        posting: list[asyncio.Task[None]] = []
        for number in range(EVENTS):
            due = start + number / PER_SECOND
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            command = rewrite(number)
            heard.sent[command.command_id] = time.monotonic()
            posting.append(asyncio.create_task(poster.post(command)))
        await asyncio.gather(*posting)


def rewrite(number: int) -> DescribeIncident:
    """Return a command that always changes something: other notes on the same form."""
    return DescribeIncident(
        command_id=CommandId(f"fanout-{number}"),
        incident_id=INCIDENT,
        details=Details(notes=f"{number}"),
    )


if __name__ == "__main__":
    sys.exit(main())
