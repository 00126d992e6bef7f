"""The server's command line on PostgreSQL: owner and server, each with its own rights."""

from pathlib import Path

import psycopg
import pytest

from dispatch_server.settings import DATABASE_PASSWORDS
from tests.server.maintaining import Maintainer
from tests.testbed.database import OWNER


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
