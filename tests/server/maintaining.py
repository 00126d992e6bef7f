"""A maintainer of a centre with PostgreSQL, who types commands."""

from pathlib import Path

import pytest

from dispatch_server.__main__ import main
from tests.testbed.database import OWNER, SERVER, Postgres

CITY = Path(__file__).resolve().parents[2] / "gis_data" / "city" / "demo"
SETTINGS = f"""
database = "{{server}}"
database_owner = "{{owner}}"
city = "{CITY}"
recordings = "recordings"
[broker]
port = 0

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
