"""The server's settings: one TOML file, every value with its unit, default and reason."""

import os
import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated, Self

import sqlalchemy as sa
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    model_validator,
)

from dispatch_server.adapters.storage.address import Address, address_of
from dispatch_server.contract.states import Role

SECRETS_NOBODY_MAY_KEEP = frozenset({"", "change-me", "dispatch", "secret", "dispatch-test"})
ENVIRONMENT_SECRET = "DISPATCH120_EXCHANGE_SECRET"  # noqa: S105 - the name of the variable
DATABASE_PASSWORDS = {
    "database": "DISPATCH120_DATABASE_PASSWORD",
    "database_owner": "DISPATCH120_DATABASE_OWNER_PASSWORD",
}
"""Environment variables that hold the passwords of the two database users."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingsFault(Exception):
    """The settings cannot be used; the text says which value and what to do."""


class Part(BaseModel):
    """A table of the settings file; unknown names are refused, so that a slip of the pen shows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ServerSettings(Part):
    """Where the server listens. `demonstration` marks paper and allows test secrets.

    With `certificate` and `key` (PEM files) it speaks TLS and may listen beyond the machine.
    """

    host: str = "127.0.0.1"
    port: int = Field(default=8120, ge=0, le=65535)
    demonstration: bool = False
    certificate: Path | None = None
    key: Path | None = None


class AccessSettings(Part):
    """Signing in. `session_hours`: after so many hours a person signs in again.

    16 hours cover the longest shift (12 hours, day or night) with its hand-over. There is no end
    by idleness: a quiet night must not shut a desk.
    """

    session_hours: float = Field(default=16.0, gt=0, le=72)


class ExchangeSettings(Part):
    """The exchange's manager interface (AMI); deadlines in seconds."""

    host: str = "127.0.0.1"
    port: int = Field(default=5038, ge=1, le=65535)
    user: str = "dispatch"
    secret: str = Field(default="", repr=False)
    trunk: str = "trunk"
    queue: str = "120"
    action_timeout_s: float = Field(default=2.0, gt=0, le=30)


class SeatSettings(Part):
    """One working place; `phone` is the extension on its desk."""

    id: str
    name: str
    role: Role
    phone: str = ""
    station: str | None = None


DatabaseSetting = Annotated[Address, PlainValidator(address_of)]


class Settings(Part):
    """Everything the server is told. Paths are relative to the settings file.

    `database` is a SQLite file, or a PostgreSQL database with the user that the server is;
    `database_owner` is the same database with the user that owns its tables and migrates.
    """

    server: ServerSettings = ServerSettings()
    database: DatabaseSetting
    database_owner: DatabaseSetting | None = None
    city: Path
    recordings: Path
    subscribers: Path | None = None
    sheet_template: Path | None = None
    font_folders: tuple[Path, ...] = ()
    access: AccessSettings = AccessSettings()
    exchange: ExchangeSettings
    printers: dict[str, str] = {}
    seats: tuple[SeatSettings, ...] = ()

    @model_validator(mode="after")
    def _guard(self) -> Self:
        if (self.server.certificate is None) != (self.server.key is None):
            raise ValueError("server.certificate and server.key: give both, or neither")
        if self.server.host not in LOOPBACK and self.server.certificate is None:
            raise ValueError(
                f"server.host is {self.server.host}: passwords and patients' addresses would cross"
                " the network unencrypted; give server.certificate and server.key, or listen on"
                " 127.0.0.1"
            )
        if self.exchange.secret in SECRETS_NOBODY_MAY_KEEP and not self.server.demonstration:
            raise ValueError(
                "exchange.secret is a default: put the secret of manager.conf there, or into the"
                f" environment variable {ENVIRONMENT_SECRET}"
            )
        if self.database_owner is not None and not (
            isinstance(self.database, sa.URL) and isinstance(self.database_owner, sa.URL)
        ):
            raise ValueError("database_owner is for PostgreSQL: a file has no owner but its folder")
        twice = [seat for seat, count in Counter(one.id for one in self.seats).items() if count > 1]
        if twice:
            raise ValueError(f"seats: {', '.join(twice)} is there twice; give each seat its own id")
        return self

    @property
    def owner(self) -> Address:
        """Where migrations, backups and restores are done, and as whom."""
        return self.database if self.database_owner is None else self.database_owner


def read_settings(path: Path) -> Settings:
    """Read and check a settings file. Raises `SettingsFault` with what to do about it."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as fault:
        raise SettingsFault(f"{path}: {fault.strerror}; name a settings file by --config") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SettingsFault(f"{path} is not TOML: {fault}") from None
    secret = os.environ.get(ENVIRONMENT_SECRET)
    if secret is not None:
        exchange = found.setdefault("exchange", {})
        if isinstance(exchange, dict):
            exchange["secret"] = secret
    try:
        settings = Settings.model_validate(found)
    except ValidationError as fault:
        raise SettingsFault(f"{path}: {_in_words(fault)}") from None
    return _with_files(_at(path.parent, _with_passwords(settings)))


def _with_passwords(settings: Settings) -> Settings:
    """Put the passwords of the environment into the database's addresses."""
    held = {name: getattr(settings, name) for name in DATABASE_PASSWORDS}
    given = {name: os.environ.get(variable) for name, variable in DATABASE_PASSWORDS.items()}
    changed = {
        name: url.set(password=given[name])
        for name, url in held.items()
        if isinstance(url, sa.URL) and given[name] is not None
    }
    return settings.model_copy(update=changed)


def _with_files(settings: Settings) -> Settings:
    """Raise `SettingsFault` where a file that the server cannot do without is missing."""
    for name in ("certificate", "key"):
        file: Path | None = getattr(settings.server, name)
        if file is not None and not file.is_file():
            raise SettingsFault(f"server.{name}: there is no file {file}")
    return settings


def _in_words(fault: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(part) for part in error['loc'])} {error['msg']}".strip()
        for error in fault.errors()
    )


def _at(folder: Path, settings: Settings) -> Settings:
    """Take relative paths from the folder of the settings file."""

    def here(path: Path | None) -> Path | None:
        return None if path is None else (folder / path).resolve()

    return settings.model_copy(
        update={
            "server": settings.server.model_copy(
                update={
                    "certificate": here(settings.server.certificate),
                    "key": here(settings.server.key),
                }
            ),
            "database": settings.database
            if isinstance(settings.database, sa.URL)
            else here(settings.database),
            "city": here(settings.city),
            "recordings": here(settings.recordings),
            "subscribers": here(settings.subscribers),
            "sheet_template": here(settings.sheet_template),
            "font_folders": tuple((folder / one).resolve() for one in settings.font_folders),
        }
    )
