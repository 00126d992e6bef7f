"""Receivers read line by line: gpsd's JSON, and NMEA by a serial port, TCP or UDP."""

import json
import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from threading import Event
from typing import Final

import serial

from vehicle_agent.clock import DeviceClock
from vehicle_agent.measured import Measured
from vehicle_agent.sources.nmea import NmeaReader
from vehicle_agent.sources.source import Give, SourceFault

SILENCE_S: Final = 15.0
"""A receiver that says nothing for so long is opened again."""
TURN_S: Final = 0.5
LONGEST_LINE: Final = 8_192
WATCH: Final = b'?WATCH={"enable":true,"json":true};\n'
FIXED: Final = 2
"""gpsd's mode from which on a position is known."""

ReadLine = Callable[[str], Measured | None]


class GpsdReader:
    """Reads gpsd's TPV reports."""

    def __init__(self, clock: DeviceClock) -> None:
        self._clock = clock

    def read(self, line: str) -> Measured | None:
        """Return the position of a report, None for anything else."""
        try:
            said = json.loads(line)
            if said.get("class") != "TPV" or int(said.get("mode", 0)) < FIXED:
                return None
            time = said.get("time")
            moment = datetime.fromisoformat(time) if time else None
            return Measured(
                self._clock.device_ms(),
                float(said["lon"]),
                float(said["lat"]),
                speed=_number(said.get("speed")),
                heading=_number(said.get("track")),
                accuracy=_number(said.get("eph")),
                true_ms=None if moment is None else round(moment.timestamp() * 1000),
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


class SocketReceiver:
    """A receiver behind a TCP port: gpsd, or a box that speaks NMEA."""

    def __init__(self, host: str, port: int, read: ReadLine, *, greeting: bytes = b"") -> None:
        self._host, self._port, self._read, self._greeting = host, port, read, greeting

    def run(self, give: Give, ending: Event) -> None:
        """Read until the end."""
        where = f"{self._host}:{self._port}"
        try:
            with socket.create_connection((self._host, self._port), timeout=SILENCE_S) as link:
                if self._greeting:
                    link.sendall(self._greeting)
                link.settimeout(TURN_S)
                _give_lines(_pieces(lambda: link.recv(4096), ending), self._read, give)
        except OSError as fault:
            raise SourceFault(f"the receiver at {where} does not answer: {fault}") from None
        if not ending.is_set():
            raise SourceFault(f"the receiver at {where} fell silent")


class DatagramReceiver:
    """A receiver that sends NMEA by UDP to a port of this box."""

    def __init__(self, host: str, port: int, read: ReadLine) -> None:
        self._host, self._port, self._read = host, port, read

    def run(self, give: Give, ending: Event) -> None:
        """Read until the end; silence is no fault, for UDP knows no connection."""
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
                link.bind((self._host, self._port))
                link.settimeout(TURN_S)
                while not ending.is_set():
                    _give_lines(_pieces(lambda: link.recv(4096), ending), self._read, give)
        except OSError as fault:
            raise SourceFault(f"UDP port {self._port} cannot be opened: {fault}") from None


class SerialReceiver:
    """A receiver at a serial port; on Windows COM3, on Linux /dev/ttyUSB0."""

    def __init__(self, port: str, baud: int, read: ReadLine) -> None:
        self._port, self._baud, self._read = port, baud, read

    def run(self, give: Give, ending: Event) -> None:
        """Read until the end."""
        try:
            with serial.serial_for_url(self._port, baudrate=self._baud, timeout=TURN_S) as link:
                _give_lines(_pieces(lambda: _waited(link.read(256)), ending), self._read, give)
        except (OSError, ValueError) as fault:
            raise SourceFault(f"the serial port {self._port} cannot be read: {fault}") from None
        if not ending.is_set():
            raise SourceFault(f"the receiver at {self._port} fell silent")


def _pieces(receive: Callable[[], bytes], ending: Event) -> Iterator[bytes]:
    """Yield what comes until the end, the peer's end, or silence."""
    silent_s = 0.0
    while not ending.is_set() and silent_s < SILENCE_S:
        try:
            piece = receive()
        except TimeoutError:
            silent_s += TURN_S
            continue
        if not piece:
            return
        silent_s = 0.0
        yield piece


def _waited(piece: bytes) -> bytes:
    if not piece:
        raise TimeoutError
    return piece


def _give_lines(pieces: Iterator[bytes], read: ReadLine, give: Give) -> None:
    """Cut what comes into lines and give the positions in them; an endless line is thrown away."""
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        rest = rest if len(rest) <= LONGEST_LINE else b""
        for line in lines:
            fix = read(line.decode("ascii", "replace"))
            if fix is not None:
                give(fix)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def gpsd(host: str, port: int, clock: DeviceClock) -> SocketReceiver:
    """Return gpsd as a source."""
    return SocketReceiver(host, port, GpsdReader(clock).read, greeting=WATCH)


def nmea_over_tcp(host: str, port: int, clock: DeviceClock) -> SocketReceiver:
    """Return a box that speaks NMEA behind a TCP port as a source."""
    return SocketReceiver(host, port, NmeaReader(clock).read)
