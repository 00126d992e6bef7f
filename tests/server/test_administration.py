"""People and devices from the command line, on a real database."""

import getpass
import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dispatch_server.__main__ import main

CITY = Path(__file__).resolve().parents[2] / "gis_data" / "city" / "demo"
SETTINGS = f"""
database = "dispatch.sqlite"
city = "{CITY}"
recordings = "recordings"
[broker]
port = 0

[exchange]
secret = "a secret of this test only"
[[seats]]
id = "seat-1"
name = "01席"
role = "dispatcher"
[[seats]]
id = "receiver-st-1"
name = "示范一站受警机"
role = "station"
station = "st-1"
"""
GOOD = "长江大桥 边上 吃面"


class Typed(io.StringIO):
    """Standard input, which may be a terminal."""

    terminal = False

    def isatty(self) -> bool:
        return self.terminal


class Office:
    """An administrator at the command line of a centre that is no demonstration."""

    def __init__(
        self, folder: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch
    ) -> None:
        self.folder = folder
        self._capsys = capsys
        self._patch = patch
        (folder / "dispatch.toml").write_text(SETTINGS, "utf-8")

    def run(self, *words: str, typed: str = GOOD) -> tuple[int, str]:
        """Run a command with a password on standard input; return its code and what it said."""
        self._patch.setattr("sys.stdin", Typed(typed + "\n"))
        code = main([*words, "--config", str(self.folder / "dispatch.toml")])
        said = self._capsys.readouterr()
        return code, said.out + said.err

    def add(self, *words: str, typed: str = GOOD) -> tuple[int, str]:
        """Register the first administrator, or whoever."""
        person = ("--number", "0001", "--name", "示范甲", "--role", "maintainer")
        return self.run("add-user", *person, *words, "--password-stdin", typed=typed)

    def content(self) -> bytes:
        """Everything the database's files hold."""
        return b"".join(path.read_bytes() for path in self.folder.glob("dispatch.sqlite*"))


@pytest.fixture
def office(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Office:
    office = Office(tmp_path, capsys, monkeypatch)
    for command in ("migrate", "seed"):
        assert office.run(command)[0] == 0
    return office


def test_that_the_first_administrator_is_made_on_the_command_line(office: Office) -> None:
    assert office.add("--role", "dispatcher")[0] == 0

    code, said = office.run("list-people")

    assert code == 0
    assert said.split("\t")[:-1] == ["0001", "示范甲", "maintainer,dispatcher", "open", "-"]
    assert GOOD.encode() not in office.content()


@pytest.mark.parametrize(
    "password", ["", "1234567890", "Password123", "示范甲示范甲的口令啊", "0001-0001-abc"]
)
def test_that_a_weak_password_registers_nobody(office: Office, password: str) -> None:
    code, said = office.add(typed=password)

    assert code == 1
    assert "这个口令不行" in said
    assert "nobody" in office.run("list-people")[1]


def test_that_a_password_is_typed_twice_and_not_shown(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.add()
    typed = iter([GOOD + "啊", GOOD + "啊", GOOD, "something else"])
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(typed))
    monkeypatch.setattr(Typed, "terminal", True)

    same, differing = (office.run("set-password", "--number", "0001") for _ in range(2))

    assert same[0] == 0
    assert differing[0] == 1
    assert "differ" in differing[1]


def test_that_without_a_terminal_a_password_must_come_from_standard_input(office: Office) -> None:
    office.add()

    code, said = office.run("set-password", "--number", "0001")

    assert code == 1
    assert "--password-stdin" in said


def test_that_somebody_can_be_shut_out_given_other_roles_and_released(office: Office) -> None:
    office.add()

    assert office.run("change-user", "--number", "0001", "--shut", "--role", "director")[0] == 0
    assert office.run("release-user", "--number", "0001")[0] == 0

    listed = office.run("list-people")[1].split("\t")
    assert listed[:-1] == ["0001", "示范甲", "director", "shut", "-"]


def test_that_a_device_key_is_shown_once_and_kept_nowhere(office: Office) -> None:
    code, said = office.run("issue-device", "--seat", "receiver-st-1")
    first, key = said.strip().splitlines()
    device = first.split()[0]

    assert code == 0
    assert key.encode() not in office.content()
    assert office.run("list-devices")[1] == f"{device}\treceiver-st-1\tcounts\n"
    assert office.run("revoke-device", "--device", device)[0] == 0
    assert office.run("list-devices")[1] == f"{device}\treceiver-st-1\trevoked\n"
    with closing(sqlite3.connect(office.folder / "dispatch.sqlite")) as connection:
        assert connection.execute("SELECT count(*) FROM token").fetchone() == (0,)


@pytest.mark.parametrize(
    "words",
    [
        ("set-password", "--number", "0999", "--password-stdin"),
        ("release-user", "--number", "0999"),
        ("change-user", "--number", "0999", "--open"),
        ("issue-device", "--seat", "nowhere"),
        ("issue-device", "--seat", "seat-1"),
        ("revoke-device", "--device", "nothing"),
    ],
    ids=" ".join,
)
def test_that_what_is_not_there_is_said(office: Office, words: tuple[str, ...]) -> None:
    code, said = office.run(*words)

    assert code == 1
    assert said.startswith("dispatch-server: ")


def test_that_the_journal_stays_whole(office: Office) -> None:
    office.add()
    office.run("issue-device", "--seat", "receiver-st-1")

    code, said = office.run("verify-journal")

    assert (code, "journal whole" in said) == (0, True)


def test_that_a_vehicles_device_is_issued_listed_and_revoked(office: Office) -> None:
    code, said = office.run("issue-device", "--vehicle", "v-01")
    device, key = said.split()[0], said.splitlines()[-1]
    _, listed = office.run("list-devices")
    office.run("revoke-device", "--device", device)
    _, after = office.run("list-devices")
    unknown, told = office.run("issue-device", "--vehicle", "v-99")

    assert (code, unknown) == (0, 1)
    assert listed == f"{device}\tvehicle:v-01\tcounts\n"
    assert after == f"{device}\tvehicle:v-01\trevoked\n"
    assert "v-99" in told
    assert key.encode() not in office.content()


def test_that_an_edit_over_somebody_elses_newer_one_is_refused_on_the_command_line(
    office: Office,
) -> None:
    office.add()
    _, listed = office.run("list-people")
    mark = listed.split()[-1]
    first = office.run("change-user", "--number", "0001", "--role", "director", "--as-listed", mark)

    stale = office.run("change-user", "--number", "0001", "--shut", "--as-listed", mark)

    assert first[0] == 0
    assert stale[0] == 1
    assert "主任" in stale[1]
    _, now = office.run("list-people")
    assert "director\topen" in now
    again = ("--shut", "--as-listed", now.split()[-1])
    assert office.run("change-user", "--number", "0001", *again)[0] == 0
