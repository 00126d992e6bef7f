"""The systemd units: systemd itself finds nothing wrong, and each keeps the house's promises."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dispatch_server.settings import ServerSettings

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "resources" / "systemd"
SYSTEM = sorted(path for path in UNITS.iterdir() if path.is_file())
OF_A_PERSON = sorted((UNITS / "user").iterdir())
SERVICES = [path for path in SYSTEM if path.suffix == ".service"]
PROGRAM = re.compile(r"/opt/dispatch120/bin/(dispatch-(server|console)|vehicle-agent)\b")
SECTIONS = {"Unit", "Service", "Timer", "Install"}
HARDENED = {
    ("User", "dispatch120"),
    ("NoNewPrivileges", "yes"),
    ("ProtectSystem", "strict"),
    ("ProtectHome", "yes"),
    ("PrivateTmp", "yes"),
    ("PrivateDevices", "yes"),
    ("CapabilityBoundingSet", ""),
    ("StateDirectory", "dispatch120"),
}


ON_BOARD = UNITS / "dispatch120-vehicle.service"
"""Runs on the vehicle's box and reads a serial port there."""


def name_of(path: Path) -> str:
    return path.name


def settings_of(path: Path) -> list[tuple[str, str]]:
    """Return the key and value of each line; anything that is neither that nor a comment raises."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            assert line[1:-1] in SECTIONS, line
            continue
        key, sign, value = line.partition("=")
        assert sign, line
        assert key.isalnum(), line
        found.append((key, value))
    return found


def verified(folder: Path, *units: Path, person: bool = False) -> subprocess.CompletedProcess[str]:
    """Let systemd read units whose programs stand where they would be installed.

    Their manual pages are not looked up: a bare system has no `man`.
    """
    analyze = shutil.which("systemd-analyze")
    assert analyze is not None, "the Debian package systemd is missing; make setup installs it"
    program = shutil.which("true")
    copies = [folder / unit.name for unit in units]
    for unit, copy in zip(units, copies, strict=True):
        text = PROGRAM.sub(str(program), unit.read_text("utf-8"))
        copy.write_text(text, "utf-8")
    return subprocess.run(  # noqa: S603 - a fixed command
        [analyze, "--man=no", "--user" if person else "--system", "verify", *map(str, copies)],
        env={**os.environ, "XDG_RUNTIME_DIR": str(folder), "SYSTEMD_LOG_LEVEL": "warning"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("person", [False, True], ids=["system", "user"])
def test_that_systemd_finds_nothing_wrong(tmp_path: Path, *, person: bool) -> None:
    done = verified(tmp_path, *(OF_A_PERSON if person else SYSTEM), person=person)

    assert (done.returncode, done.stderr) == (0, "")


def test_that_systemd_would_have_told(tmp_path: Path) -> None:
    broken = tmp_path / "dispatch120-broken.service"
    broken.write_text("[Service]\nExecStart=/opt/dispatch120/bin/dispatch-server\nRestrat=1\n")
    (tmp_path / "copies").mkdir()

    done = verified(tmp_path / "copies", broken)

    assert "Restrat" in done.stderr


@pytest.mark.parametrize("path", [*SYSTEM, *OF_A_PERSON], ids=name_of)
def test_that_a_unit_says_what_it_is_and_starts_only_our_programs(path: Path) -> None:
    settings = settings_of(path)

    assert path.read_text("utf-8").startswith("# ")
    assert [value for key, value in settings if key == "Description"]
    for key, value in settings:
        if key.startswith("Exec"):
            assert PROGRAM.search(value), value


@pytest.mark.parametrize("path", [one for one in SERVICES if one != ON_BOARD], ids=name_of)
def test_that_what_runs_on_the_server_can_reach_nothing_but_its_own(path: Path) -> None:
    assert set(settings_of(path)) >= HARDENED
    assert any(key == "TimeoutStartSec" for key, _ in settings_of(path))


def test_that_the_agent_on_board_can_reach_its_own_and_serial_ports_alone() -> None:
    settings = settings_of(ON_BOARD)

    assert set(settings) >= HARDENED - {("PrivateDevices", "yes")} | {("DevicePolicy", "closed")}
    assert all(value.startswith("char-tty") for key, value in settings if key == "DeviceAllow")


@pytest.mark.parametrize("path", [path for path in SYSTEM if path.suffix == ".timer"], ids=name_of)
def test_that_a_timer_has_its_service_and_makes_up_for_a_night_that_was_missed(path: Path) -> None:
    assert path.with_suffix(".service") in SERVICES
    assert ("Persistent", "true") in settings_of(path)


def test_that_the_server_is_restarted_watched_and_stopped_in_time() -> None:
    settings = dict(settings_of(UNITS / "dispatch120-server.service"))

    assert settings["Type"] == "notify"
    assert settings["Restart"] == "always"
    assert int(settings["StartLimitBurst"]) < int(settings["StartLimitIntervalSec"])
    assert int(settings["WatchdogSec"]) > 0
    assert ServerSettings().stop_within_s < int(settings["TimeoutStopSec"])


@pytest.mark.parametrize("path", OF_A_PERSON, ids=name_of)
def test_that_a_window_comes_back_however_often_it_ends(path: Path) -> None:
    settings = dict(settings_of(path))

    assert (settings["Restart"], settings["StartLimitIntervalSec"]) == ("always", "0")
