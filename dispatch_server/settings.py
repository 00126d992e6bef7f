"""The server's settings: one TOML file, every value with its unit, default and reason."""

import os
import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

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
    SealingLimits,
    StreamLimits,
)

SECRETS_NOBODY_MAY_KEEP = frozenset({"", "change-me", "dispatch", "secret", "dispatch-test"})
ENVIRONMENT_SECRET = variable("secret", table="exchange")
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


class Settings(Part):
    """Everything the server is told. Paths are relative to the settings file."""

    server: ServerSettings = ServerSettings()
    database: Annotated[Path, Told("The database file.")]
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
    exchange: ExchangeSettings
    stream: StreamLimits = StreamLimits()
    printing: PrintingLimits = PrintingLimits()
    sealing: SealingLimits = SealingLimits()
    calls: CallLimits = CallLimits()
    reactions: ReactionLimits = ReactionLimits()
    ground: GroundLimits = GroundLimits()
    log: LogSettings = LogSettings()
    printers: Annotated[
        dict[str, str],
        Field(default_factory=dict),
        Told("The stations' printers: the station's id, and its printer's IPP address."),
    ]
    seats: Annotated[tuple[SeatSettings, ...], Told("The working places.")] = ()

    @model_validator(mode="after")
    def _guard(self) -> Self:
        if self.server.host not in LOOPBACK:
            raise ValueError(
                f"server.host is {self.server.host}: there is no sign-in yet, so the server only"
                " listens on 127.0.0.1"
            )
        if self.exchange.secret in SECRETS_NOBODY_MAY_KEEP and not self.server.demonstration:
            raise ValueError(
                "exchange.secret is a default: put the secret of manager.conf there, or into the"
                f" environment variable {ENVIRONMENT_SECRET}"
            )
        twice = [seat for seat, count in Counter(one.id for one in self.seats).items() if count > 1]
        if twice:
            raise ValueError(f"seats: {', '.join(twice)} is there twice; give each seat its own id")
        return self


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
    return _at(path.parent, settings)


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
            "database": here(settings.database),
            "city": here(settings.city),
            "recordings": here(settings.recordings),
            "subscribers": here(settings.subscribers),
            "sheet_template": here(settings.sheet_template),
            "log": settings.log.model_copy(update={"file": here(settings.log.file)}),
            "font_folders": tuple((folder / one).resolve() for one in settings.font_folders),
        }
    )
