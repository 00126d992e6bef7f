"""The console's settings: one small TOML file, and the command line over it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from PyQt6.QtCore import QStandardPaths

from dispatch_console.client.outbox_rules import LIMITS
from dispatch_console.theme.palette import Theme
from dispatch_console.theme.sounds import LEAST_VOLUME
from dispatch_server.contract.logs.line import LogForm
from dispatch_server.contract.settings.told import Part, Told
from gis_data.city import DEMO_CITY

HEADING: Final = (
    "Settings of dispatch-console as they are now: the file, and the command line over it."
)
FOLDER: Final = "dispatch120"

Volume = Annotated[float, Field(ge=LEAST_VOLUME, le=1.0)]


Address = Annotated[str, Field(pattern=r"^https?://[^\s/]+/?$")]


def _as_many(given: object) -> object:
    """Take one address as a list of one."""
    return (given,) if isinstance(given, str) else given


class SettingsFault(Exception):
    """The settings cannot be used; the text says which value and what to do."""


class VolumeSettings(Part):
    """How loud the sounds are. A manned desk cannot be made silent."""

    ring: Annotated[Volume, Told("A ringing call.", unit="0.2 to 1", source="loudest")] = 1.0
    station_alarm: Annotated[
        Volume, Told("A new order at a station.", unit="0.2 to 1", source="loudest")
    ] = 1.0
    notice: Annotated[Volume, Told("Anything else.", unit="0.2 to 1", source="loudest")] = 1.0


class LogSettings(Part):
    """The log: one line a fact, without the names, numbers and addresses of people."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"], Told("The least level that is written.")
    ] = "info"
    form: Annotated[LogForm, Told('"json" for machines or "text" for people.')] = LogForm.TEXT
    folder: Annotated[
        Path | None, Told("Another folder for the log than the one the platform has for it.")
    ] = None
    file_bytes: Annotated[
        int,
        Field(ge=10_000, le=1_000_000_000),
        Told("A file that reaches this size is set aside.", unit="bytes", source="own choice"),
    ] = 5_000_000
    files_kept: Annotated[
        int,
        Field(ge=1, le=100),
        Told("How many files set aside are kept.", unit="files", source="own choice"),
    ] = 4


class WaitingSettings(Part):
    """Commands that the server or its database does not take wait at the desk."""

    most: Annotated[
        int,
        Field(ge=1, le=10_000),
        Told("So many are held; a further one is refused.", unit="commands", source="own choice"),
    ] = LIMITS.most
    stale_minutes: Annotated[
        float,
        Field(gt=0, le=1440),
        Told(
            "A vehicle sent, a reprint or a seat's state held longer is given up, and said so.",
            unit="minutes",
            source="own choice",
        ),
    ] = LIMITS.stale_minutes


class ConsoleSettings(Part):
    """Everything one desk, or one station's receiver, is told."""

    server: Annotated[
        tuple[Address, ...],
        BeforeValidator(_as_many),
        Field(min_length=1, max_length=4),
        Told("The server's address, or several servers' on one database; who leads is found."),
    ] = ("http://127.0.0.1:8120",)
    role: Annotated[
        Literal["dispatcher", "supervisor", "station", "director", "maintainer"],
        Told("What this desk is; where somebody holds several roles, its windows come first."),
    ] = "dispatcher"
    seat: Annotated[str, Field(min_length=1), Told("The seat's id, as registered on the server.")]
    station: Annotated[str, Told("The station's id, for the role station.")] = ""
    authority: Annotated[
        Path | None, Told("The certificate (PEM) by which the server is known.")
    ] = None
    device_key_file: Annotated[
        Path | None,
        Told("A receiver's key, as issue-device printed it; it opens without a sign-in then."),
    ] = None
    city: Annotated[
        Path, Told("The folder with the city's data; without it the demonstration city.")
    ] = DEMO_CITY
    screens: Annotated[
        tuple[Annotated[int, Field(ge=0, le=15)], ...],
        Field(min_length=1, max_length=8),
        Told("Which screen each window takes, from 0; further windows take those that follow."),
    ] = (0,)
    windowed: Annotated[bool, Told("Windows with frames instead of full screens.")] = False
    theme: Annotated[Theme, Told('"dark" or "light".')] = Theme.DARK
    volumes: VolumeSettings = VolumeSettings()
    log: LogSettings = LogSettings()
    waiting: WaitingSettings = WaitingSettings()

    @model_validator(mode="after")
    def _guard(self) -> Self:
        if self.role == "station" and not self.station:
            raise ValueError("station: the role station needs it, by --station or in the file")
        return self


def platform_file() -> Path:
    """Return where the platform keeps a person's settings; nothing needs to be there."""
    place = QStandardPaths.StandardLocation.GenericConfigLocation
    return Path(QStandardPaths.writableLocation(place)) / FOLDER / "console.toml"


def read_settings(path: Path | None, given: Mapping[str, object]) -> ConsoleSettings:
    """Return the settings of a file with what the command line gave over it.

    Without a path the platform's file is read where there is one. Raises `SettingsFault`.
    """
    file = path or platform_file()
    found = {} if path is None and not file.is_file() else _content(file)
    try:
        settings = ConsoleSettings.model_validate({**found, **given})
    except ValidationError as fault:
        where = f"{file}: " if found else ""
        raise SettingsFault(f"{where}{_in_words(fault)}") from None
    return _at(file.parent, settings, given)


def _content(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as fault:
        raise SettingsFault(f"{file}: {fault.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SettingsFault(f"{file} is not TOML: {fault}") from None


def _in_words(fault: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(part) for part in error['loc'])} {error['msg']}".strip().removeprefix(
            "Value error, "
        )
        for error in fault.errors()
    )


def _at(folder: Path, settings: ConsoleSettings, given: Mapping[str, object]) -> ConsoleSettings:
    """Take the file's relative paths from its folder; those of the command line stay."""
    paths = {
        name: folder / path
        for name in ("city", "authority", "device_key_file")
        if name not in given and (path := getattr(settings, name)) is not None
    }
    log_folder = settings.log.folder
    log = settings.log.model_copy(update={"folder": log_folder and folder / log_folder})
    return settings.model_copy(update={**paths, "log": log})
