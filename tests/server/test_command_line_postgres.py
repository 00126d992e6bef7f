"""The server's command line on PostgreSQL: owner and server, each with its own rights."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from dispatch_server.__main__ import main
from dispatch_server.settings import DATABASE_PASSWORDS
from tests.testbed.database import OWNER, SERVER, Postgres

CITY = Path(__file__).resolve().parents[2] / "gis_data" / "city" / "demo"
SETTINGS = f"""
database = "{{server}}"
database_owner = "{{owner}}"
city = "{CITY}"
recordings = "recordings"
[exchange]
secret = "not-a-default"
"""


class Maintainer:
    """Somebody at the command line of a new centre; passwords are in the environment."""

    def __init__(
        self, folder: Path, postgres: Postgres, name: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self.postgres = postgres
        self.name = name
        self._capsys = capsys
        self.configure()

    def configure(self, *, server: str = SERVER) -> None:
        """Write the settings; `server` is the role that the server has."""
        text = SETTINGS.format(server=self._plain(server), owner=self._plain(OWNER))
        (self.folder / "dispatch.toml").write_text(text, "utf-8")

    def run(self, command: str, *arguments: str) -> tuple[int, str]:
        """Run a command; return its exit code and everything it said."""
        code = main([command, *arguments, "--config", str(self.folder / "dispatch.toml")])
        said = self._capsys.readouterr()
        return code, said.out + said.err

    def _plain(self, user: str) -> str:
        return f"postgresql://{user}@127.0.0.1:{self.postgres.port}/{self.name}"


@pytest.fixture
def maintainer(
    tmp_path: Path,
    postgres: Postgres,
    fresh_database: Callable[..., sa.URL],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Maintainer:
    server = fresh_database(empty=True)
    for variable in DATABASE_PASSWORDS.values():
        monkeypatch.setenv(variable, str(server.password))
    return Maintainer(tmp_path, postgres, str(server.database), capsys)


def test_that_every_command_works_from_an_empty_database_to_a_drill(
    maintainer: Maintainer, tmp_path: Path
) -> None:
    told = [
        maintainer.run("migrate"),
        maintainer.run("seed"),
        maintainer.run("verify-journal"),
        maintainer.run("backup", str(tmp_path / "kept")),
        maintainer.run("restore", "--drill", str(tmp_path / "kept")),
    ]

    assert [code for code, _ in told] == [0] * 5, told
    assert "journal whole" in told[2][1]
    assert "drill passed" in told[4][1]
    assert all(str(maintainer.postgres.address("x").password) not in said for _, said in told)


def test_that_an_empty_database_is_to_be_migrated_first(maintainer: Maintainer) -> None:
    for command in ("serve", "seed", "verify-journal"):
        code, said = maintainer.run(command)

        assert code == 1
        assert "run dispatch-server migrate" in said


def test_that_a_server_that_owns_its_journal_does_not_start(maintainer: Maintainer) -> None:
    maintainer.configure(server=OWNER)
    assert maintainer.run("migrate")[0] == 0

    code, said = maintainer.run("serve")

    assert code == 1
    assert "may change the journal" in said


def test_that_a_backup_of_an_empty_database_says_what_is_missing(
    maintainer: Maintainer, tmp_path: Path
) -> None:
    code, said = maintainer.run("backup", str(tmp_path / "kept"))

    assert code == 1
    assert "migrate" in said


def test_that_a_wrong_password_is_told_and_not_shown(
    maintainer: Maintainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE_PASSWORDS["database_owner"], "wrong-but-secret")

    code, said = maintainer.run("migrate")

    assert code == 1
    assert "wrong-but-secret" not in said
    assert "password" in said
    assert psycopg.OperationalError.__name__ in said
