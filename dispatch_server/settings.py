"""The server's settings: one TOML file, every value with its unit, default and reason."""

import os
import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated, Self

import sqlalchemy as sa
from pydantic import Field, PlainValidator, ValidationError, model_validator

from dispatch_server.adapters.clock import STEP_S
from dispatch_server.adapters.storage.address import Address, address_of
from dispatch_server.contract.settings.overlay import overlaid, variable
from dispatch_server.contract.settings.told import Part, Told
from dispatch_server.contract.states import Role
from dispatch_server.limits import (
    DESK_WAITS_S,
    CallLimits,
    GroundLimits,
    LogSettings,
    PrintingLimits,
    ReactionLimits,
    RegisterSettings,
    SealingLimits,
    SpaceLimits,
    StreamLimits,
    UpkeepSettings,
)
from dispatch_server.vehicle_limits import BrokerSettings, LaneLimits

SECRETS_NOBODY_MAY_KEEP = frozenset({"", "change-me", "dispatch", "secret", "dispatch-test"})
ENVIRONMENT_SECRET = variable("secret", table="exchange")
DATABASE_PASSWORDS = {
    "database": "DISPATCH120_DATABASE_PASSWORD",
    "database_owner": "DISPATCH120_DATABASE_OWNER_PASSWORD",
}
"""Environment variables that hold the passwords of the two database users."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingsFault(Exception):
    """The settings cannot be used; the text says which value and what to do."""


class ServerSettings(Part):
    """Where the server listens, and how it stops."""

    host: Annotated[
        str, Told("The address it listens on.", source="nothing beyond the machine")
    ] = "127.0.0.1"
    port: Annotated[
        int, Field(ge=0, le=65535), Told("The port it listens on.", source="free for own use")
    ] = 8120
    demonstration: Annotated[
        bool, Told("Marks paper as a demonstration, and allows test secrets.")
    ] = False
    stop_within_s: Annotated[
        int,
        Field(ge=1, le=60),
        Told(
            "Stuck seats hold up a stop no longer than this.",
            unit="seconds",
            source="a stop is over within 5 seconds",
        ),
    ] = 3
    clock_step_s: Annotated[
        float,
        Field(ge=1, le=3600),
        Told(
            "A clock that moves by more at once was set; it is not followed, and a light says so.",
            unit="seconds",
            source="own choice: NTP corrects by less, people set by more",
        ),
    ] = STEP_S
    certificate: Annotated[
        Path | None,
        Told("The certificate (PEM); with its key the server encrypts and may be reached."),
    ] = None
    key: Annotated[Path | None, Told("The certificate's key (PEM).")] = None


class AccessSettings(Part):
    """Signing in. There is no end by idleness: a quiet night must not shut a desk."""

    session_hours: Annotated[
        float,
        Field(gt=0, le=72),
        Told(
            "After so long a person signs in again.",
            unit="hours",
            source="the longest shift, 12 hours, with its hand-over",
        ),
    ] = 16.0


class ExchangeSettings(Part):
    """The exchange's manager interface (AMI)."""

    host: Annotated[str, Told("The exchange's address.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535), Told("Its port.", source="Asterisk's own")] = 5038
    user: Annotated[str, Told("The user of manager.conf.")] = "dispatch"
    secret: Annotated[str, Field(repr=False), Told("The secret of manager.conf.", secret=True)] = ""
    trunk: Annotated[
        str, Told("How the names of the carrier's channels begin.", source="pjsip.conf")
    ] = "trunk"
    queue: Annotated[str, Told("The queue of the emergency calls.", source="queues.conf")] = "120"
    action_timeout_s: Annotated[
        float,
        Field(gt=0, le=30),
        Told(
            "How long answering or hanging up may take until it counts as unknown.",
            unit="seconds",
            source="below the 5 seconds that a desk waits",
        ),
    ] = 2.0
    ping_s: Annotated[
        float,
        Field(gt=0, le=60),
        Told("Silence after which the exchange is asked.", unit="seconds", source="own choice"),
    ] = 3.0
    silent_s: Annotated[
        float,
        Field(gt=0, le=120),
        Told(
            "Silence after which the exchange counts as gone.",
            unit="seconds",
            source="two questions without an answer",
        ),
    ] = 8.0
    backoff_first_s: Annotated[
        float,
        Field(gt=0, le=60),
        Told("First pause before connecting again.", unit="seconds", source="own choice"),
    ] = 0.5
    backoff_longest_s: Annotated[
        float,
        Field(gt=0, le=600),
        Told("Longest pause before connecting again.", unit="seconds", source="own choice"),
    ] = 15.0

    @model_validator(mode="after")
    def _guard(self) -> Self:
        if self.ping_s >= self.silent_s:
            raise ValueError("exchange.ping_s must be below exchange.silent_s")
        if self.backoff_first_s > self.backoff_longest_s:
            raise ValueError("exchange.backoff_first_s must not exceed backoff_longest_s")
        if self.action_timeout_s >= DESK_WAITS_S:
            raise ValueError(f"exchange.action_timeout_s must be below {DESK_WAITS_S}")
        return self


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
    database: Annotated[
        DatabaseSetting,
        Told("A SQLite file, or a PostgreSQL database and the server's user in it."),
    ]
    database_owner: Annotated[
        DatabaseSetting | None,
        Told("The same PostgreSQL database with the user that owns its tables and migrates."),
    ] = None
    city: Annotated[Path, Told("The folder with the city's data: roads, places, stations.")]
    recordings: Annotated[Path, Told("The folder into which the exchange writes recordings.")]
    subscribers: Annotated[
        Path | None, Told("The subscriber register (CSV: number, name, address).")
    ] = None
    sheet_template: Annotated[
        Path | None, Told("Another template for the order sheet (typst).")
    ] = None
    font_folders: Annotated[
        tuple[Path, ...], Told("Where the sheet's fonts are; without it the system's are taken.")
    ] = ()
    access: AccessSettings = AccessSettings()
    exchange: ExchangeSettings
    stream: StreamLimits = StreamLimits()
    printing: PrintingLimits = PrintingLimits()
    sealing: SealingLimits = SealingLimits()
    calls: CallLimits = CallLimits()
    reactions: ReactionLimits = ReactionLimits()
    ground: GroundLimits = GroundLimits()
    broker: BrokerSettings = BrokerSettings()
    positions: LaneLimits = LaneLimits()
    upkeep: UpkeepSettings = UpkeepSettings()
    space: SpaceLimits = SpaceLimits()
    subscriber_register: RegisterSettings = RegisterSettings()
    log: LogSettings = LogSettings()
    printers: Annotated[
        dict[str, str],
        Field(default_factory=dict),
        Told("The stations' printers: the station's id, and its printer's IPP address."),
    ]
    seats: Annotated[tuple[SeatSettings, ...], Told("The working places.")] = ()

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
    def journal_folder(self) -> Path | None:
        """The folder on this machine in which the journal grows; None where it is elsewhere."""
        if isinstance(self.database, Path):
            return self.database.parent
        return self.space.database_folder

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
    try:
        settings = Settings.model_validate(overlaid(found, Settings, os.environ))
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
            "broker": settings.broker.model_copy(
                update={"authority": here(settings.broker.authority)}
            ),
            "upkeep": settings.upkeep.model_copy(update={"backups": here(settings.upkeep.backups)}),
            "space": settings.space.model_copy(
                update={"database_folder": here(settings.space.database_folder)}
            ),
            "ground": settings.ground.model_copy(update={"speeds": here(settings.ground.speeds)}),
            "subscriber_register": settings.subscriber_register.model_copy(
                update={"folder": here(settings.subscriber_register.folder)}
            ),
            "log": settings.log.model_copy(update={"file": here(settings.log.file)}),
            "font_folders": tuple((folder / one).resolve() for one in settings.font_folders),
        }
    )
