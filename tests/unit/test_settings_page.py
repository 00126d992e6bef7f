"""The settings as they are printed, laid over by the environment, and checked."""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from dispatch_console.client import http, stream
from dispatch_server import limits
from dispatch_server.__main__ import main
from dispatch_server.contract.settings.page import page
from dispatch_server.contract.settings.told import single_values, tables, told
from dispatch_server.settings import Settings, SettingsFault, read_settings
from dispatch_server.settings_check import EXAMPLE, faults

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE_FILE = ROOT / "resources" / "dispatch.example.toml"
MEASURED = ("_s", "_bytes", "_bound", "_kept")
TEXT = """
database = "data/dispatch.sqlite"
city = "city"
recordings = "recordings"
{top}
[server]
demonstration = true
[exchange]
secret = "k3-hidden"
"""


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("DISPATCH120_"):
            monkeypatch.delenv(name)


def read(folder: Path, top: str = "") -> Settings:
    path = folder / "dispatch.toml"
    path.write_text(TEXT.format(top=top), "utf-8")
    return read_settings(path)


def values() -> Iterator[tuple[str, FieldInfo]]:
    parts: list[tuple[str, type[BaseModel]]] = [("", Settings), *tables(Settings)]
    for table, part in parts:
        for key, field in single_values(part):
            yield f"{table}.{key}".lstrip("."), field


@pytest.mark.parametrize(("name", "field"), list(values()), ids=[name for name, _ in values()])
def test_that_every_value_is_explained(name: str, field: FieldInfo) -> None:
    say = told(field)

    assert say is not None, f"give {name} a Told"
    assert say.what.endswith(".")
    if name.endswith(MEASURED):
        assert say.unit, f"give {name} its unit"
        assert say.source, f"say where the default of {name} comes from"


def test_that_the_example_that_ships_is_the_one_the_program_prints(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["settings"]) == 0

    printed = capsys.readouterr().out
    assert EXAMPLE_FILE.read_text("utf-8") == printed, (
        "run: dispatch-server settings > resources/dispatch.example.toml"
    )


def test_that_the_example_can_be_read_back_and_is_no_demonstration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DISPATCH120_EXCHANGE_SECRET", "k3")

    settings = read_settings(EXAMPLE_FILE)

    assert settings.stream == EXAMPLE.stream
    assert settings.seats == EXAMPLE.seats
    assert not settings.server.demonstration


def test_that_without_a_secret_the_example_is_refused() -> None:
    with pytest.raises(SettingsFault, match=r"exchange\.secret"):
        read_settings(EXAMPLE_FILE)


def test_that_the_printed_settings_are_the_effective_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPATCH120_STREAM_HEARTBEAT_S", "1.5")
    settings = read(tmp_path, 'font_folders = ["fonts"]\nprinters = { "a b" = "ipp://x/y" }')

    printed = tomllib.loads(page(settings, heading="x"))

    assert printed["stream"]["heartbeat_s"] == 1.5
    assert printed["font_folders"] == [(tmp_path / "fonts").as_posix()]
    assert printed["printers"] == {"a b": "ipp://x/y"}


def test_that_no_secret_is_printed(tmp_path: Path) -> None:
    printed = page(read(tmp_path), heading="x")

    assert "k3-hidden" not in printed


def test_that_a_password_inside_an_address_is_not_printed(tmp_path: Path) -> None:
    settings = read(tmp_path, 'printers = { st-1 = "ipp://clerk:hush@printer/ipp" }')

    assert "hush" not in page(settings, heading="x")


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("DISPATCH120_SERVER_PORT", "8200", 8200),
        ("DISPATCH120_PRINTING_RETRIES_S", "[1, 3]", (1.0, 3.0)),
        ("DISPATCH120_EXCHANGE_SECRET", "12345678", "12345678"),
        ("DISPATCH120_SERVER_DEMONSTRATION", "true", True),
    ],
)
def test_that_the_environment_beats_the_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    text: str,
    value: object,
) -> None:
    monkeypatch.setenv(variable, text)
    _, table, key = variable.lower().split("_", 2)

    settings = read(tmp_path)

    assert getattr(getattr(settings, table), key) == value


def test_that_a_path_of_the_environment_is_taken_from_the_folder_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPATCH120_RECORDINGS", "elsewhere")

    assert read(tmp_path).recordings == tmp_path / "elsewhere"


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("DISPATCH120_SERVER_PORT", "often"),
        ("DISPATCH120_SERVER_STOP_WITHIN_S", "0"),
        ("DISPATCH120_STREAM_HEARTBEAT_S", "3.5"),
        ("DISPATCH120_PRINTING_RETRIES_S", "[]"),
        ("DISPATCH120_EXCHANGE_PING_S", "9"),
        ("DISPATCH120_EXCHANGE_BACKOFF_FIRST_S", "20"),
        ("DISPATCH120_EXCHANGE_ACTION_TIMEOUT_S", "6"),
        ("DISPATCH120_GROUND_DEADLINE_S", "7"),
        ("DISPATCH120_SEALING_QUIET_S", "90"),
        ("DISPATCH120_LOG_LEVEL", "loud"),
    ],
)
def test_that_a_limit_that_cannot_be_kept_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, text: str
) -> None:
    monkeypatch.setenv(variable, text)
    table = variable.split("_")[1].lower()

    with pytest.raises(SettingsFault, match=table):
        read(tmp_path)


def test_that_the_limits_know_how_long_a_desk_waits() -> None:
    assert limits.DESK_WAITS_S * 1_000 == http.COMMAND_DEADLINE_MS
    assert limits.DESK_SILENT_S * 1_000 == stream.SILENT_MS


def test_that_each_thing_that_would_go_wrong_later_is_told_in_a_sentence(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        """
subscribers = "nobody.csv"
printers = { st-1 = "printer-1" }
seats = [
    { id = "seat-1", name = "01席", role = "dispatcher" },
    { id = "r-1", name = "受警机", role = "station" },
]
""",
    )

    found = faults(settings, {"DISPATCH120_SERVER_PROT": "1", "HOME": "x"})

    for named in (
        "recordings: ",
        "subscribers: ",
        "printers.st-1: printer-1",
        "seats.seat-1: ",
        "seats.r-1: ",
        "DISPATCH120_SERVER_PROT: there is no such setting",
    ):
        assert [sentence for sentence in found if sentence.startswith(named)], named
    assert len(found) == 6


def test_that_settings_without_a_fault_are_told_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city = ROOT / "gis_data" / "city" / "demo"
    text = TEXT.format(top="").replace('"city"', f'"{city.as_posix()}"')
    (tmp_path / "recordings").mkdir()
    (tmp_path / "dispatch.toml").write_text(text, "utf-8")

    code = main(["check-settings", "--config", str(tmp_path / "dispatch.toml")])

    assert (code, capsys.readouterr().out) == (0, "nothing is wrong with the settings\n")


def test_that_checking_names_a_missing_city(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read(tmp_path)

    code = main(["check-settings", "--config", str(tmp_path / "dispatch.toml")])

    assert code == 1
    assert "city: " in capsys.readouterr().err
