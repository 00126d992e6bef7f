"""The agent's parts alone: outbox, repetition, cadence, pauses, offset, settings in words."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from dispatch_server.contract.positions import Leaf
from vehicle_agent.agent import Agent
from vehicle_agent.cadence import Cadence, Rates
from vehicle_agent.link import Pauses
from vehicle_agent.measured import ClockOffset, Measured
from vehicle_agent.outbox import Kind, Outbox
from vehicle_agent.sending import REPEAT_S, Sender
from vehicle_agent.settings import SettingsFault, read_settings

MOST = 1_000


class FakeDeviceClock:
    """Moves only when it is told to."""

    def __init__(self) -> None:
        self.ms, self.s = 1_795_330_800_000, 0.0

    def device_ms(self) -> int:
        return self.ms

    def even_s(self) -> float:
        return self.s

    def pass_by(self, seconds: float) -> None:
        self.s += seconds
        self.ms += round(1000 * seconds)


class FakeMouth:
    """Remembers what was said; `is_shut` takes nothing."""

    def __init__(self) -> None:
        self.said: list[tuple[Leaf, bytes]] = []
        self.is_shut = False

    def say(self, leaf: Leaf, content: bytes, *, retain: bool = False) -> bool:
        if not self.is_shut:
            self.said.append((leaf, content))
        return not self.is_shut


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    opened = Outbox.open(tmp_path / "outbox.db", most_fixes=MOST)
    yield opened
    opened.close()


def fix(at: int, *, speed: float | None = 10.0, heading: float = 90.0) -> Measured:
    return Measured(at * 1000, 114.3 + at * 1e-4, 30.6, speed=speed, heading=heading)


def bodies(count: int) -> list[dict[str, object]]:
    return [{"t": at, "lon": 114.3, "lat": 30.6, "src": "gps"} for at in range(count)]


def test_that_a_number_is_never_given_twice(tmp_path: Path) -> None:
    file = tmp_path / "outbox.db"
    first = Outbox.open(file, most_fixes=MOST)
    first.add_fixes(bodies(3))
    first.drop([(1, 3)])
    boot = first.boot
    first.close()

    again = Outbox.open(file, most_fixes=MOST)

    assert (again.boot, again.add(Kind.STATUS, {"t": 1, "key": 1, "order": ""})) == (boot, 4)
    again.close()


def test_that_a_full_outbox_thins_its_older_half_and_keeps_keys(outbox: Outbox) -> None:
    outbox.add(Kind.STATUS, {"t": 0, "key": 1, "order": ""})

    outbox.add_fixes(bodies(MOST + 1))

    kept = [row.n for row in outbox.oldest(Kind.FIX, most=2 * MOST)]
    assert len(kept) == MOST + 1 - MOST // 4
    assert kept[:3] == [2, 4, 6]
    assert kept[-MOST // 2 :] == list(range(MOST // 2 + 3, MOST + 3))
    assert [row.n for row in outbox.oldest(Kind.STATUS, most=9)] == [1]


def test_that_a_damaged_outbox_is_put_aside_and_a_new_one_begins(tmp_path: Path) -> None:
    file = tmp_path / "outbox.db"
    file.write_bytes(b"no database at all, but long enough to be read as one" * 40)

    outbox = Outbox.open(file, most_fixes=MOST)

    assert outbox.waiting() == 0
    assert (tmp_path / "outbox.db.damaged-1").read_bytes().startswith(b"no database")
    outbox.close()


def test_that_what_was_not_told_is_repeated_after_30_seconds_and_then_rarer(
    outbox: Outbox,
) -> None:
    mouth = FakeMouth()
    sender = Sender(outbox, mouth)
    outbox.add_fixes(bodies(10))

    sender.work(0.0)
    sender.work(REPEAT_S - 1)
    before = [leaf for leaf, _ in mouth.said]
    sender.work(REPEAT_S)
    sender.work(2 * REPEAT_S)
    at_60_s = len(mouth.said)
    sender.work(3 * REPEAT_S)

    assert before == [Leaf.POSITION, Leaf.BACKFILL]
    assert [leaf for leaf, _ in mouth.said[2:at_60_s]] == [Leaf.BACKFILL]
    assert len(mouth.said) == at_60_s + 1


def test_that_what_the_link_does_not_take_is_said_later(outbox: Outbox) -> None:
    mouth = FakeMouth()
    sender = Sender(outbox, mouth)
    outbox.add_fixes(bodies(1))
    mouth.is_shut = True
    sender.work(0.0)

    mouth.is_shut = False
    sender.work(1.0)

    assert [leaf for leaf, _ in mouth.said] == [Leaf.POSITION]


def test_that_a_parked_vehicle_speaks_seldom_and_a_starting_one_at_once() -> None:
    cadence = Cadence(Rates())

    driving = [cadence.takes(fix(at), even_s=at) for at in range(10)]
    standing = [cadence.takes(fix(10, speed=0.0), even_s=at) for at in range(10, 130)]
    starting = cadence.takes(fix(131), even_s=130.5)

    assert all(driving)
    assert sum(standing[:60]) == 60
    assert 2 <= sum(standing[60:]) <= 4
    assert starting


def test_that_a_turn_is_kept_before_its_time() -> None:
    cadence = Cadence(Rates(moving_s=10.0))

    kept = [cadence.takes(fix(at, heading=90.0 if at < 3 else 130.0), even_s=at) for at in range(6)]

    assert kept == [True, False, False, True, False, False]


def test_that_a_fleet_does_not_reconnect_at_once() -> None:
    firsts = [Pauses(random.Random(seed)).next_s() for seed in range(2_000)]  # noqa: S311 - seeded
    pauses = Pauses(random.Random(1))  # noqa: S311 - seeded
    longest = max(pauses.next_s() for _ in range(20))

    tenths = [sum(1 for one in firsts if low <= one * 10 < low + 1) for low in range(5, 15)]
    assert max(tenths) < 300
    assert min(firsts) >= 0.5
    assert max(firsts) <= 1.5
    assert 30.0 <= longest <= 90.0


def test_that_a_clock_ten_minutes_wrong_is_told_as_an_offset(outbox: Outbox) -> None:
    mouth, clock = FakeMouth(), FakeDeviceClock()
    agent = make_agent(outbox, mouth, clock)
    agent.linked(True)
    true_ms = clock.ms + 600_000

    agent.measured(Measured(clock.ms, 114.3, 30.6, true_ms=true_ms))
    agent.work()

    said = mouth.said[-1][1].decode()
    assert f'"t":{clock.ms},' in said
    assert '"off":600000' in said


def test_that_a_late_sentence_does_not_move_the_offset_and_a_set_clock_does() -> None:
    offset = ClockOffset()

    for late in (0, 10, 900, 0, 20):
        offset.learn(Measured(1_000, 0.0, 0.0, true_ms=1_000 + late))
    steady = offset.ms
    offset.learn(Measured(700_000, 0.0, 0.0, true_ms=1_000))

    assert steady == 10
    assert offset.ms == -699_000


def test_that_a_full_disk_loses_no_fix_of_an_hour(outbox: Outbox, tmp_path: Path) -> None:
    mouth, clock = FakeMouth(), FakeDeviceClock()
    agent = make_agent(outbox, mouth, clock)
    fill(outbox)

    for at in range(200):
        agent.measured(fix(at))
        agent.work()
        clock.pass_by(1.0)
    full = agent.view()
    make_room(outbox)
    agent.work()

    assert full.is_disk_full
    assert full.waiting == 200
    assert not agent.view().is_disk_full
    assert len(outbox.oldest(Kind.FIX, most=MOST)) == 200


def fill(outbox: Outbox) -> None:
    """Let SQLite find the disk full, by its own bound."""
    rows = outbox._rows  # noqa: SLF001 - only the file's owner may bound it
    pages = rows.execute("PRAGMA page_count").fetchone()[0]
    rows.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        outbox.keep("ballast", "x" * 4_096 * (pages + 1))
    with suppress(sqlite3.OperationalError):
        for number in range(10_000):
            outbox.keep(f"ballast {number}", "x" * 500)


def make_room(outbox: Outbox) -> None:
    outbox._rows.execute("PRAGMA max_page_count = 100000")  # noqa: SLF001


def make_agent(outbox: Outbox, mouth: FakeMouth, clock: FakeDeviceClock) -> Agent:
    return Agent(outbox, mouth, clock=clock, cadence=Cadence(Rates()), show=lambda _view: None)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "vehicle: Field required"),
        ('vehicle = "a/b"', "vehicle: String should match pattern"),
        ('vehicle = "v-1"\n[source]\nkind = "serial"', "source: device: a source of kind serial"),
        ('vehicle = "v-1"\n[broker]\nprot = 1', "broker.prot: Extra inputs"),
        ("vehicle = ", "is not TOML"),
    ],
)
def test_that_a_wrong_setting_is_told_in_words(tmp_path: Path, content: str, word: str) -> None:
    file = tmp_path / "agent.toml"
    file.write_text(content, "utf-8")

    with pytest.raises(SettingsFault, match=word):
        read_settings(file)
