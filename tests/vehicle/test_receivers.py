"""gpsd and NMEA receivers, over real sockets."""

import socket
import threading
from pathlib import Path

import pytest

from vehicle_agent.clock import MachineClock
from vehicle_agent.measured import Measured
from vehicle_agent.settings import SourceSettings
from vehicle_agent.sources.choosing import source_of
from vehicle_agent.sources.nmea import NmeaReader
from vehicle_agent.sources.source import Source, SourceFault
from vehicle_agent.sources.track import read_track

GGA = "$GPGGA,081836.00,3035.5723,N,11418.3128,E,1,08,1.2,30.0,M,0.0,M,,"
RMC = "$GPRMC,081836.00,A,3035.5723,N,11418.3128,E,24.0,087.5,011126,,,A"
TPV = (
    b'{"class":"VERSION","release":"3.22"}\n'
    b'{"class":"TPV","mode":1}\n'
    b'{"class":"TPV","mode":3,"time":"2026-11-01T08:18:36.000Z","lat":30.592871,"lon":114.305214,'
    b'"speed":12.4,"track":87.5,"eph":4.5}\n'
)


def checked(sentence: str) -> bytes:
    """A sentence with its check sum, as a receiver sends it."""
    total = 0
    for letter in sentence[1:]:
        total ^= ord(letter)
    return f"{sentence}*{total:02X}\r\n".encode()


def first_of(source: Source) -> Measured:
    """Run a source until it gave one position."""
    ending, found = threading.Event(), list[Measured]()

    def give(fix: Measured) -> None:
        found.append(fix)
        ending.set()

    source.run(give, ending)
    return found[0]


def serving(content: bytes) -> tuple[int, list[bytes], threading.Thread]:
    """Listen for one client, send it the content and keep what it said first."""
    listener = socket.create_server(("127.0.0.1", 0))
    said: list[bytes] = []

    def serve() -> None:
        with listener, listener.accept()[0] as link:
            if content.startswith(b"{"):
                said.append(link.recv(200))
            link.sendall(content)
            link.recv(1)

    thread = threading.Thread(target=serve)
    thread.start()
    return listener.getsockname()[1], said, thread


def test_that_gpsd_is_asked_to_watch_and_its_report_is_a_position() -> None:
    port, said, thread = serving(TPV)

    fix = first_of(source_of(SourceSettings(kind="gpsd", port=port), MachineClock()))

    thread.join(10)
    assert said[0].startswith(b"?WATCH=")
    assert (fix.lon, fix.lat, fix.speed, fix.heading, fix.accuracy) == (
        114.305214,
        30.592871,
        12.4,
        87.5,
        4.5,
    )
    assert fix.true_ms == 1_793_521_116_000


def test_that_sentences_of_a_tcp_box_are_joined() -> None:
    port, _, thread = serving(checked(GGA) + checked(RMC))

    fix = first_of(source_of(SourceSettings(kind="tcp", port=port), MachineClock()))

    thread.join(10)
    assert (round(fix.lon, 6), round(fix.lat, 6)) == (114.305213, 30.592872)
    assert fix.speed == pytest.approx(12.347, abs=0.001)
    assert (fix.heading, fix.accuracy, fix.true_ms) == (87.5, 6.0, 1_793_521_116_000)


def test_that_a_box_may_send_by_udp() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    source = source_of(SourceSettings(kind="udp", port=port), MachineClock())
    ending = threading.Event()

    def send() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
            while not ending.wait(0.05):
                link.sendto(checked(RMC), ("127.0.0.1", port))

    thread = threading.Thread(target=send)
    thread.start()
    fix = first_of(source)
    ending.set()
    thread.join(10)

    assert round(fix.lat, 6) == 30.592872


def test_that_a_receiver_without_a_fix_or_with_damage_says_nothing() -> None:
    reader = NmeaReader(MachineClock())
    sentences = (
        checked(RMC.replace(",A,30", ",V,30")).decode(),
        checked(RMC).decode().replace("3035", "3036"),
        "$GPRMC,,,,",
        "\x00\xff" * 20,
        "$" + "A" * 500,
    )

    assert [reader.read(one) for one in sentences] == [None] * len(sentences)


def test_that_an_absent_receiver_is_told_in_words() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    source = source_of(SourceSettings(kind="gpsd", port=port), MachineClock())

    with pytest.raises(SourceFault, match=f"127.0.0.1:{port} does not answer"):
        source.run(lambda _fix: None, threading.Event())


def test_that_an_absent_serial_port_is_told_in_words() -> None:
    source = source_of(SourceSettings(kind="serial", device="/dev/none-such"), MachineClock())

    with pytest.raises(SourceFault, match="/dev/none-such cannot be read"):
        source.run(lambda _fix: None, threading.Event())


def test_that_a_csv_track_is_read_in_the_order_of_time(tmp_path: Path) -> None:
    file = tmp_path / "drive.csv"
    file.write_text(
        "time,lon,lat\n2026-11-01T08:00:05Z,114.2,30.5\n2026-11-01T08:00:00Z,114.1,30.5\n"
    )

    moments = read_track(file)

    assert [(one.at_s - moments[0].at_s, one.lon) for one in moments] == [
        (0.0, 114.1),
        (5.0, 114.2),
    ]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("a,b\n1,2\n", "needs a first line with the columns time, lon, lat"),
        ("time,lon,lat\nnoon,1,2\n", "line 2"),
        ("time,lon,lat\n", "holds no position"),
    ],
)
def test_that_a_track_that_is_none_is_told_in_words(
    tmp_path: Path, content: str, word: str
) -> None:
    file = tmp_path / "drive.csv"
    file.write_text(content)

    with pytest.raises(SourceFault, match=word):
        read_track(file)
