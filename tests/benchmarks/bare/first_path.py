"""The limit of the first path: raw sockets and sqlite3 alone, nothing of this project.

pop: an INVITE on the wire until the exchange's manager port tells of the new
call.
alarm: a line over a loopback socket, two inserts in one SQLite transaction on disk (WAL, FULL),
and the line back over a second socket.

Run as a program with one JSON argument; the last line it prints is a JSON object.
"""

import json
import random
import socket
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import BinaryIO, TypedDict

WAIT_S = 5.0


class Given(TypedDict):
    """Where the exchange is, and how many runs to make."""

    ami_host: str
    ami_port: int
    user: str
    secret: str
    sip_host: str
    sip_port: int
    trunk: str
    runs: int


LINE = b"x" * 300 + b"\n"
TRUNK = b"Channel: PJSIP/trunk"


def main() -> None:
    """Measure both limits."""
    given = json.loads(sys.argv[1])
    pops = measure_pops(given, given["runs"])
    alarms = measure_alarms(given["runs"])
    print(json.dumps({**_figures("pop", pops), **_figures("alarm", alarms)}))


def _figures(name: str, milliseconds: list[float]) -> dict[str, float]:
    p95 = statistics.quantiles(milliseconds, n=20)[-1]
    return {
        f"{name}_p50_ms": round(statistics.median(milliseconds), 2),
        f"{name}_p95_ms": round(p95, 2),
    }


def measure_pops(given: Given, runs: int) -> list[float]:
    """Return the milliseconds from INVITE to the exchange's first event, call by call."""
    manager = socket.create_connection((given["ami_host"], given["ami_port"]), WAIT_S)
    manager.sendall(
        f"Action: Login\r\nUsername: {given['user']}\r\nSecret: {given['secret']}\r\n\r\n".encode()
    )
    reader = manager.makefile("rb")
    _await_event(reader, b"FullyBooted")
    times = []
    for number in range(runs):
        times.append(_one_pop(given, reader, number))
        _await_event(reader, b"Event: Hangup", TRUNK)
    manager.close()
    return times


def _one_pop(given: Given, reader: BinaryIO, number: int) -> float:
    sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sip.settimeout(WAIT_S)
    sip.bind((given["trunk"], 0))
    exchange = (given["sip_host"], given["sip_port"])
    call = f"{random.getrandbits(64):x}"
    sip.connect(exchange)
    sent = time.monotonic()
    sip.send(_request("INVITE", sip, exchange, call, number))
    _await_event(reader, b"Event: Newchannel", TRUNK)
    took = (time.monotonic() - sent) * 1000
    while not sip.recv(65536).startswith(b"SIP/2.0 18"):
        pass
    sip.send(_request("CANCEL", sip, exchange, call, number))
    while True:
        answer = sip.recv(65536)
        if answer.startswith(b"SIP/2.0 487"):
            sip.send(_request("ACK", sip, exchange, call, number, to=_to(answer)))
            sip.close()
            return took


def _request(
    method: str,
    sip: socket.socket,
    exchange: tuple[str, int],
    call: str,
    number: int,
    *,
    to: str = "",
) -> bytes:
    host, port = sip.getsockname()
    body = (
        f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
        "m=audio 40000 RTP/AVP 8\r\n"
        if method == "INVITE"
        else ""
    )
    lines = [
        f"{method} sip:120@{exchange[0]}:{exchange[1]} SIP/2.0",
        f"Via: SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK{call}",
        "Max-Forwards: 70",
        f"From: <sip:1000000{number:04d}@{host}>;tag={call}",
        to or f"To: <sip:120@{exchange[0]}:{exchange[1]}>",
        f"Call-ID: {call}",
        f"CSeq: 1 {method}",
        f"Contact: <sip:bare@{host}:{port}>",
        *(["Content-Type: application/sdp"] if body else []),
        f"Content-Length: {len(body)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def _to(answer: bytes) -> str:
    return next(x for x in answer.decode().split("\r\n") if x.lower().startswith("to:"))


def _await_event(reader: BinaryIO, *wanted: bytes) -> None:
    """Read whole events until one holds everything wanted."""
    event = b""
    while line := reader.readline():
        event += line
        if line == b"\r\n":
            if all(word in event for word in wanted):
                return
            event = b""
    raise EOFError(wanted)


def measure_alarms(runs: int) -> list[float]:
    """Return the milliseconds of the bare command-to-seat loop, run by run."""
    with tempfile.TemporaryDirectory() as folder:
        commands, seats = socket.socketpair(), socket.socketpair()
        server = threading.Thread(
            target=_serve, args=(Path(folder) / "bare.sqlite", commands[1], seats[1]), daemon=True
        )
        server.start()
        times = []
        seat = seats[0].makefile("rb")
        for _ in range(runs):
            sent = time.monotonic()
            commands[0].sendall(LINE)
            seat.readline()
            times.append((time.monotonic() - sent) * 1000)
        commands[0].close()
        server.join(WAIT_S)
    return times


def _serve(path: Path, commands: socket.socket, seats: socket.socket) -> None:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE journal (seq INTEGER PRIMARY KEY, event TEXT)")
    for line in commands.makefile("rb"):
        text = line.decode()
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO journal (event) VALUES (?)", (text,))
        database.execute("INSERT INTO journal (event) VALUES (?)", (text,))
        database.execute("COMMIT")
        seats.sendall(line)
    database.close()


if __name__ == "__main__":
    main()
