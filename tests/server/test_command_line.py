"""The server's command line on a real database and the demonstration city."""

import sqlite3
from pathlib import Path

import pytest

from dispatch_server.__main__ import main

CITY = Path(__file__).resolve().parents[2] / "gis_data" / "city" / "demo"
SETTINGS = f"""
database = "data/dispatch.sqlite"
city = "{CITY}"
recordings = "recordings"
{{top}}
[server]
demonstration = true
[broker]
port = 0

[exchange]
secret = "change-me"
[printers]
{{printers}}
[[seats]]
id = "seat-1"
name = "01席"
role = "dispatcher"
phone = "6001"
"""


class Desk:
    """A maintainer at the command line."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        self.configure()

    @property
    def database(self) -> Path:
        return self.folder / "data" / "dispatch.sqlite"

    def configure(self, *, top: str = "", printers: str = "") -> None:
        text = SETTINGS.format(top=top, printers=printers)
        (self.folder / "dispatch.toml").write_text(text, "utf-8")

    def run(self, command: str, *more: str) -> tuple[int, str]:
        """Run a command; return its exit code and everything it said."""
        code = main([command, *more, "--config", str(self.folder / "dispatch.toml")])
        said = self._capsys.readouterr()
        return code, said.out + said.err


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


@pytest.fixture
def seeded(desk: Desk) -> Desk:
    assert desk.run("migrate")[0] == 0
    assert desk.run("seed")[0] == 0
    return desk


@pytest.mark.parametrize("command", ["serve", "seed", "verify-journal"])
def test_that_without_a_database_a_command_says_what_to_do(desk: Desk, command: str) -> None:
    code, said = desk.run(command)

    assert code == 1
    assert "run dispatch-server migrate" in said
    assert not desk.database.exists()


def test_that_migrating_twice_is_migrating_once(desk: Desk) -> None:
    assert desk.run("migrate")[0] == 0

    assert desk.run("migrate") == (0, f"{desk.database} is at the newest schema\n")


def test_that_seeding_twice_changes_nothing(desk: Desk) -> None:
    desk.run("migrate")

    first, second = desk.run("seed"), desk.run("seed")

    assert first[0] == second[0] == 0
    assert not first[1].startswith("0 registrations")
    assert second[1].startswith("0 registrations")


def test_that_a_new_printer_is_the_only_thing_seeded_anew(seeded: Desk) -> None:
    seeded.configure(printers='st-1 = "ipp://127.0.0.1:1/ipp/print"')

    assert seeded.run("seed")[1].startswith("1 registrations")


def test_that_subscribers_are_read_in_with_their_file(seeded: Desk) -> None:
    seeded.configure(top=f'subscribers = "{CITY / "subscribers.csv"}"')

    code, said = seeded.run("seed")

    assert code == 0
    assert not said.endswith(" 0 subscribers\n")


def test_that_a_register_is_imported_with_progress_counts_and_refused_lines(seeded: Desk) -> None:
    file = seeded.folder / "112.csv"
    file.write_text("10000000001,甲,地址未登记\n,乙,晨风路\n", "utf-8")

    code, said = seeded.run("import-register", str(file))

    assert code == 0
    assert "1 subscribers (0 located), 1 added, 0 changed, 0 removed, 1 rows refused" in said
    assert "112.csv: 100 %" in said or "112.csv: 66 %" in said
    assert "2,没有号码" in (seeded.folder / "112.refused.csv").read_text("utf-8-sig")


def test_that_a_register_that_is_not_there_is_said(seeded: Desk) -> None:
    code, said = seeded.run("import-register", str(seeded.folder / "nowhere.csv"))

    assert code == 1
    assert "nowhere.csv: No such file" in said


def test_that_a_register_cut_short_is_refused_unless_it_is_meant(seeded: Desk) -> None:
    file = seeded.folder / "112.csv"
    file.write_text("".join(f"1000000000{n},甲,晨风路\n" for n in range(10)), "utf-8")
    seeded.run("import-register", str(file))
    file.write_text("10000000001,甲,晨风路\n", "utf-8")

    code, said = seeded.run("import-register", str(file))
    meant, _ = seeded.run("import-register", str(file), "--most-removed", "100")

    assert (code, meant) == (1, 0)
    assert "文件可能不完整" in said


def test_that_a_printer_of_an_unknown_station_is_named(seeded: Desk) -> None:
    seeded.configure(printers='nowhere = "ipp://127.0.0.1:1/ipp/print"')

    code, said = seeded.run("seed")

    assert code == 1
    assert "printers.nowhere" in said


def test_that_a_whole_journal_is_told_with_its_length(seeded: Desk) -> None:
    code, said = seeded.run("verify-journal")

    assert code == 0
    assert said.startswith("journal whole: ")


def test_that_a_broken_journal_names_its_first_bad_row(seeded: Desk) -> None:
    connection = sqlite3.connect(seeded.database)
    with connection:
        connection.execute("DROP TRIGGER journal_no_update")
        connection.execute("UPDATE journal SET reason = 'x' WHERE seq = 2")
    connection.close()

    code, said = seeded.run("verify-journal")

    assert code == 1
    assert "broken at row 2" in said


def test_that_a_state_row_that_disagrees_is_told_apart(seeded: Desk) -> None:
    connection = sqlite3.connect(seeded.database)
    with connection:
        connection.execute("UPDATE state_seats SET on_board = 0")
    connection.close()

    code, said = seeded.run("verify-journal")

    assert code == 1
    assert "journal whole, but" in said


@pytest.mark.parametrize("command", ["serve", "seed"])
def test_that_a_city_that_is_not_there_is_named(seeded: Desk, command: str) -> None:
    path = seeded.folder / "dispatch.toml"
    path.write_text(path.read_text("utf-8").replace(str(CITY), "nowhere"), "utf-8")

    code, said = seeded.run(command)

    assert code == 1
    assert "city: " in said


@pytest.mark.parametrize("command", ["serve", "migrate", "verify-journal"])
def test_that_a_file_that_is_no_database_is_told_in_one_line(desk: Desk, command: str) -> None:
    desk.database.parent.mkdir()
    desk.database.write_text("this is a letter to the editor " * 40, "utf-8")

    code, said = desk.run(command)

    assert code == 1
    assert "not a database" in said
    assert "Traceback" not in said


def test_that_a_database_of_a_newer_program_is_left_alone(seeded: Desk) -> None:
    connection = sqlite3.connect(seeded.database)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    code, said = seeded.run("migrate")

    assert code == 1
    assert "9999" in said
    assert seeded.run("serve")[0] == 1


def test_that_a_settings_fault_is_told_in_one_line(desk: Desk) -> None:
    (desk.folder / "dispatch.toml").write_text("server = 3", "utf-8")

    code, said = desk.run("serve")

    assert code == 1
    assert "dispatch.toml" in said
    assert "Traceback" not in said


def test_that_no_backup_takes_the_room_that_the_journal_needs(seeded: Desk) -> None:
    seeded.configure(printers="")
    text = (seeded.folder / "dispatch.toml").read_text("utf-8")
    full = f"{text}[space]\nkept_free_bytes = {10**13}\n"
    (seeded.folder / "dispatch.toml").write_text(full, "utf-8")
    (seeded.folder / "backups").mkdir()

    code, said = seeded.run("backup", str(seeded.folder / "backups" / "a.backup"))

    assert code == 1
    assert "space.kept_free_bytes" in said
    assert not list((seeded.folder / "backups").iterdir())
