"""A maintainer before an empty PostgreSQL database."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from dispatch_server.settings import DATABASE_PASSWORDS
from tests.server.maintaining import Maintainer
from tests.testbed.database import Postgres


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
