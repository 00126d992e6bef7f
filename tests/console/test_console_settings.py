"""The console's settings file, the command line over it, and its log."""

import json
import logging
from pathlib import Path

import pytest
from PyQt6.QtCore import QObject, qWarning

from dispatch_console.__main__ import main
from dispatch_console.logs import log_file, logs
from dispatch_console.settings import ConsoleSettings, SettingsFault, read_settings
from dispatch_console.theme.sounds import LEAST_VOLUME, Sound, set_volumes, volume_of
from dispatch_server.contract.logs.line import LogForm
from dispatch_server.contract.settings.told import Part, single_values, tables, told

FILE = """
server = "http://10.0.0.20:8120"
seat = "receiver-st-1"
role = "station"
station = "st-1"
city = "city"
screens = [1, 0]
[volumes]
ring = 0.5
[log]
form = "json"
folder = "log"
"""


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "console.toml"
    path.write_text(FILE, "utf-8")
    return path


def test_that_the_command_line_beats_the_file(file: Path) -> None:
    settings = read_settings(file, {"seat": "seat-2", "theme": "light"})

    assert (settings.seat, settings.theme.value) == ("seat-2", "light")
    assert (settings.station, settings.screens, settings.volumes.ring) == ("st-1", (1, 0), 0.5)


def test_that_paths_of_the_file_are_taken_from_its_folder(file: Path) -> None:
    settings = read_settings(file, {})

    assert settings.city == file.parent / "city"
    assert log_file(settings) == file.parent / "log" / "console-receiver-st-1.log"


def test_that_the_platforms_own_file_is_read_when_none_is_named(tmp_path: Path) -> None:
    place = tmp_path / "home" / "dispatch120" / "console.toml"
    place.parent.mkdir(parents=True)
    place.write_text('seat = "seat-7"', "utf-8")

    assert read_settings(None, {}).seat == "seat-7"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "seat"),
        ({"seat": "s", "role": "station"}, "station"),
        ({"seat": "s", "server": "10.0.0.20"}, "server"),
        ({"seat": "s", "volumes": {"ring": 0}}, "volumes.ring"),
        ({"seat": "s", "colour": "red"}, "colour"),
    ],
)
def test_that_a_value_that_cannot_be_used_is_named(given: dict[str, object], named: str) -> None:
    with pytest.raises(SettingsFault, match=named):
        read_settings(None, given)


def test_that_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match=r"none\.toml"):
        read_settings(tmp_path / "none.toml", {})


def test_that_the_settings_are_printed_without_opening_a_window(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["--print-settings", "--config", str(file), "--windowed"])

    printed = capsys.readouterr().out
    assert code == 0
    assert 'seat = "receiver-st-1"' in printed
    assert "windowed = true" in printed


def test_that_a_fault_in_the_settings_is_one_line_and_opens_no_window(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--seat", "s", "--role", "station"]) == 1

    said = capsys.readouterr().err
    assert said.startswith("dispatch-console: station")
    assert said.count("\n") == 1


def test_that_every_value_is_explained() -> None:
    parts: list[type[Part]] = [ConsoleSettings, *(kind for _, kind in tables(ConsoleSettings))]
    for part in parts:
        for name, field in single_values(part):
            say = told(field)
            assert say is not None, name
            assert say.what.endswith("."), name


def test_that_the_log_is_lines_in_a_bounded_file_that_name_nobody(tmp_path: Path) -> None:
    settings = read_settings(None, {"seat": "席/1"})
    settings = settings.model_copy(
        update={"log": settings.log.model_copy(update={"form": LogForm.JSON})}
    )

    with logs(settings):
        logging.getLogger("dispatch_console.tried").info("call from 10027164053 ended")

    (file,) = (tmp_path / "home" / "dispatch120").iterdir()
    assert file.name == "console-__1.log"
    assert json.loads(file.read_text("utf-8"))["message"] == "call from *** ended"


def test_that_what_qt_says_is_in_the_log(tmp_path: Path) -> None:
    settings = read_settings(None, {"seat": "seat-1"})

    with logs(settings):
        qWarning("no such cursor")

    assert "qt: default: no such cursor" in log_file(settings).read_text("utf-8")


def test_that_a_disk_that_takes_no_log_keeps_no_desk_from_working(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "home").write_text("not a folder", "utf-8")

    with logs(read_settings(None, {"seat": "seat-1"})):
        logging.getLogger("dispatch_console.tried").info("on it goes")

    assert "no log at" in caplog.text


def test_that_sounds_are_as_loud_as_the_settings_say_and_never_silent(qapp: QObject) -> None:
    set_volumes(qapp, {Sound.RING: 0.5, Sound.NOTICE: 0.0})

    heard = [volume_of(sound) for sound in (Sound.RING, Sound.NOTICE, Sound.STATION_ALARM)]
    set_volumes(qapp, dict.fromkeys(Sound, 1.0))

    assert heard == [0.5, LEAST_VOLUME, 1.0]
