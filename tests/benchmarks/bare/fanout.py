"""The limit of the fan-out: a bare websockets server that sends each line to every reader.

Run as a program with one JSON argument; the last line it prints is a JSON object.
"""

import asyncio
import json
import multiprocessing
import statistics
import sys
import time
from multiprocessing.connection import Connection
from typing import TypedDict

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, broadcast, serve

PAD = "x" * 400


class Given(TypedDict):
    """How many readers there are, and how many lines are sent how fast."""

    seats: int
    events: int
    per_second: float


def main() -> None:
    """Measure with the server in a process of its own, as ours is."""
    given: Given = json.loads(sys.argv[1])
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=run_server, args=(theirs,))
    server.start()
    try:
        times = asyncio.run(measure(given, ours.recv()))
    finally:
        server.terminate()
        server.join()
    print(
        json.dumps(
            {
                "p50_ms": round(statistics.median(times), 2),
                "p95_ms": round(statistics.quantiles(times, n=20)[-1], 2),
                "lost": given["seats"] * given["events"] - len(times),
            }
        )
    )


def run_server(told: Connection) -> None:
    """Serve until terminated; tell the port first."""
    asyncio.run(_serve(told))


async def _serve(told: Connection) -> None:
    readers: set[ServerConnection] = set()

    async def handle(connection: ServerConnection) -> None:
        readers.add(connection)
        async for line in connection:
            broadcast(readers, line)

    async with serve(handle, "127.0.0.1", 0, compression=None) as server:
        told.send(next(iter(server.sockets)).getsockname()[1])
        await server.serve_forever()


async def measure(given: Given, port: int) -> list[float]:
    """Return the milliseconds from each line's sending to each reader."""
    url = f"ws://127.0.0.1:{port}"
    times: list[float] = []
    ready = asyncio.Semaphore(0)

    async def read() -> None:
        async with connect(url, compression=None) as connection:
            ready.release()
            for _ in range(given["events"]):
                line = await asyncio.wait_for(connection.recv(), 30)
                times.append((time.monotonic() - float(str(line).split(" ")[0])) * 1000)

    readers = [asyncio.create_task(read()) for _ in range(given["seats"])]
    for _ in readers:
        await ready.acquire()
    async with connect(url, compression=None) as sender:
        start = time.monotonic()
        for number in range(given["events"]):
            await asyncio.sleep(max(0.0, start + number / given["per_second"] - time.monotonic()))
            await sender.send(f"{time.monotonic()} {PAD}")
        await asyncio.gather(*readers)
    return times


if __name__ == "__main__":
    main()
