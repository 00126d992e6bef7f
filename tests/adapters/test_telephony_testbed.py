"""The test bed itself: phones from a blocking thread, exchanges side by side, safe secrets."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.testbed.exchange import CONFIGURATION, Exchange
from tests.testbed.phones import PhoneBank
from tests.testbed.socket_folder import socket_folder

VALUES = """\
SIP_ADDRESS = "127.0.0.1"
SIP_PORT = "5060"
TRUNK_ADDRESS = "127.0.0.2"
TRUNK_PORT = "5060"
PHONE_SECRET = "{phone}"
AMI_ADDRESS = "127.0.0.1"
AMI_PORT = "5038"
AMI_USER = "dispatch"
AMI_SECRET = "{ami}"
SERVER_ADDRESS = "127.0.0.1"
RTP_FIRST_PORT = "10000"
RTP_LAST_PORT = "12000"
"""
GOOD = "f3b1c07a92d84e65"


@pytest.fixture
def bank() -> Iterator[PhoneBank]:
    with Exchange() as exchange, bank_of(exchange) as opened:
        yield opened


def bank_of(exchange: Exchange) -> PhoneBank:
    return PhoneBank(
        exchange.server,
        phone_secret=exchange.phone_secret,
        trunk_address=exchange.trunk_address,
    )


def render(tmp_path: Path, values: str) -> tuple[int, Path]:
    """Run the program as a person would, and return its outcome and where it wrote."""
    (tmp_path / "values.toml").write_text(values)
    out = tmp_path / "out"
    done = subprocess.run(  # noqa: S603 - our own program
        [str(CONFIGURATION / "render.py"), str(tmp_path / "values.toml"), str(out)],
        check=False,
        timeout=10,
        capture_output=True,
    )
    return done.returncode, out


def test_that_a_thread_that_may_not_await_can_hold_a_conversation(bank: PhoneBank) -> None:
    bank.register("6001", hertz=1100)
    before = time.monotonic()

    caller = bank.dial("10027164053", hertz=700)
    desk = bank.wait_call("6001")
    desk.answer()
    caller.wait_hears(1100)
    desk.wait_hears(700)
    bank.hang_up(caller)

    assert desk.wait_state("ended") == "ended"
    assert before <= caller.invite_sent_at <= desk.at("ringing") <= caller.at("up")


def test_that_a_phone_can_answer_by_itself(bank: PhoneBank) -> None:
    bank.register("6001", hertz=1100, answers_after_s=0)

    caller = bank.dial(None, hertz=700)

    caller.wait_hears(1100)
    caller.hang_up()


def test_that_sockets_find_room_below_a_folder_with_a_long_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))

    folder = socket_folder("exchange-")
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(str(folder / "run-asterisk.ctl"))

    shutil.rmtree(folder)
    assert not folder.is_relative_to(long)


def test_that_exchanges_live_side_by_side() -> None:
    with Exchange() as one, Exchange() as other, bank_of(one) as here, bank_of(other) as there:
        here.register("6001", hertz=1100, answers_after_s=0)
        there.register("6001", hertz=1200, answers_after_s=0)

        here_caller, there_caller = here.dial("10027164053"), there.dial("10027164054")

        here_caller.wait_hears(1100)
        there_caller.wait_hears(1200)


def test_that_the_exchange_comes_back_on_the_same_ports() -> None:
    with Exchange() as exchange:
        server, ami = exchange.server, exchange.ami_settings

        exchange.restart()

        assert (exchange.server, exchange.ami_settings) == (server, ami)
        with bank_of(exchange) as bank:
            bank.register("6001")


def test_that_a_complete_configuration_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    code, out = render(tmp_path, VALUES.format(phone=GOOD, ami=GOOD[::-1]))

    assert code == 0
    assert {path.name for path in out.iterdir()} == {p.name for p in CONFIGURATION.glob("*.conf")}
    assert {path.stat().st_mode & 0o777 for path in out.iterdir()} == {0o600}
    assert "@" not in (out / "manager.conf").read_text()


@pytest.mark.parametrize(
    "values",
    [
        VALUES.format(phone="", ami=GOOD),
        VALUES.format(phone="@PHONE_SECRET@", ami=GOOD),
        VALUES.format(phone="short", ami=GOOD),
        VALUES.format(phone="1111111111111111", ami=GOOD),
        VALUES.format(phone=f"{GOOD} ; comment", ami=GOOD),
        VALUES.format(phone=f"{GOOD}\\nsecret = x", ami=GOOD),
        VALUES.format(phone=GOOD, ami=GOOD).replace("AMI_PORT", "AMI_PROT"),
        VALUES.format(phone=GOOD, ami=GOOD) + 'MORE = "1"\n',
        "",
        "not toml",
    ],
)
def test_that_an_unsafe_or_unfinished_configuration_is_never_written(
    tmp_path: Path, values: str
) -> None:
    code, out = render(tmp_path, values)

    assert code == 1
    assert not out.exists()


def test_that_no_rule_of_the_dialplan_hangs_up_on_a_caller() -> None:
    dialplan = (CONFIGURATION / "extensions.conf").read_text("utf-8")
    for_callers = dialplan[dialplan.index("[from-trunk]") : dialplan.index("[phones]")]

    steps = [line.split(";")[0] for line in for_callers.splitlines()]
    forbidden = ("Hangup", "Answer(", "Voicemail", "Playback", "Background", "Busy", "Congestion")

    assert [step for step in steps if any(word in step for word in forbidden)] == []


def test_that_the_recording_begins_before_the_desks_are_tried() -> None:
    dialplan = (CONFIGURATION / "extensions.conf").read_text("utf-8")

    assert dialplan.index("MixMonitor(") < dialplan.index("UserEvent(Recording")
    assert dialplan.index("UserEvent(Recording") < dialplan.index("Queue(")
    assert "StopMixMonitor" not in dialplan
