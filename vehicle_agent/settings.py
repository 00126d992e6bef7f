"""The agent's settings: one TOML file, every value with unit, default and where it comes from."""

import tomllib
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, ValidationError, model_validator

from dispatch_server.contract.positions import SPEAKABLE
from dispatch_server.contract.settings.told import Part, Told
from vehicle_agent.cadence import Rates

HEADING: Final = "Settings of vehicle-agent: what is here, and the defaults of everything else."
_RATES: Final = Rates()

Port = Annotated[int, Field(ge=1, le=65_535)]


class SettingsFault(Exception):
    """The settings cannot be used; the text says which value and what to do."""


class BrokerSettings(Part):
    """The broker of the centre (docs/vehicle-protocol.md)."""

    host: Annotated[str, Field(min_length=1), Told("The broker's name or address.")] = "127.0.0.1"
    port: Annotated[Port, Told("Its port; 8883 where it encrypts.", source="IANA")] = 1883
    key_file: Annotated[
        Path | None, Told("The key that issue-device printed, in a file of the agent's user alone.")
    ] = None
    authority: Annotated[
        Path | None, Told("The certificate (PEM) by which the broker is known; it encrypts then.")
    ] = None
    certificate: Annotated[Path | None, Told("The vehicle's own certificate (PEM).")] = None
    private_key: Annotated[Path | None, Told("The key of that certificate (PEM).")] = None
    protocol: Annotated[
        Literal["5", "3.1.1"], Told("MQTT's version; 3.1.1 for a broker that knows no 5.")
    ] = "5"


class OutboxSettings(Part):
    """What waits on disk until the server has stored it."""

    file: Annotated[Path, Told("The outbox, on a disk that survives a loss of power.")] = Path(
        "outbox.db"
    )
    most_fixes: Annotated[
        int,
        Field(ge=1_000, le=10_000_000),
        Told(
            "Beyond this every second fix of the older half is thinned out.",
            unit="fixes",
            source="eight days at one a second, about 120 MB",
        ),
    ] = 700_000


class SourceSettings(Part):
    """Where positions come from."""

    kind: Annotated[
        Literal["gpsd", "serial", "tcp", "udp", "track", "simulated"],
        Told("gpsd; NMEA by serial, tcp or udp; a recorded track; a simulated drive."),
    ] = "gpsd"
    host: Annotated[str, Told("gpsd or the TCP box; for udp the address to listen on.")] = (
        "127.0.0.1"
    )
    port: Annotated[Port, Told("Its port.", source="gpsd's own")] = 2947
    device: Annotated[str, Told("The serial port: /dev/ttyUSB0, COM3.")] = ""
    baud: Annotated[
        int, Field(ge=1_200, le=921_600), Told("Its speed.", unit="baud", source="NMEA 0183")
    ] = 4_800
    file: Annotated[Path | None, Told("The track, .gpx, or .csv with time, lon and lat.")] = None
    faster: Annotated[
        float, Field(gt=0, le=10_000), Told("A track is replayed so many times faster.")
    ] = 1.0
    repeat: Annotated[bool, Told("A track begins again at its end.")] = False
    city: Annotated[Path | None, Told("The city's data, whose roads a simulated drive takes.")] = (
        None
    )
    seed: Annotated[int, Told("Draws the simulated drive's places; another seed, other ways.")] = 0

    @model_validator(mode="after")
    def _guard(self) -> Self:
        needed = {"serial": "device", "track": "file", "simulated": "city"}.get(self.kind)
        if needed is not None and not getattr(self, needed):
            raise ValueError(f"{needed}: a source of kind {self.kind} needs it")
        return self


class RateSettings(Part):
    """How often a position is sent."""

    moving_s: Annotated[
        float, Field(gt=0, le=60), Told("While it moves.", unit="s", source="the map's 1 Hz")
    ] = _RATES.moving_s
    turning_deg: Annotated[
        float,
        Field(gt=0, le=180),
        Told("A turn of so much is sent at once.", unit="degrees", source="own choice"),
    ] = _RATES.turning_deg
    parked_s: Annotated[
        float,
        Field(gt=0, le=25),
        Told("While parked.", unit="s", source="a fix is live for 30 s"),
    ] = _RATES.parked_s
    parked_after_s: Annotated[
        float,
        Field(gt=0, le=3_600),
        Told("Slow for so long is parked.", unit="s", source="longer than a red light"),
    ] = _RATES.parked_after_s


class TerminalSettings(Part):
    """What the crew sees and presses."""

    text: Annotated[bool, Told("Orders and keys in the terminal the agent was started in.")] = False


class AgentSettings(Part):
    """Everything one vehicle's agent is told."""

    vehicle: Annotated[
        str, Field(pattern=f"^{SPEAKABLE.pattern}$"), Told("The vehicle's id at the server.")
    ]
    broker: BrokerSettings = BrokerSettings()
    outbox: OutboxSettings = OutboxSettings()
    source: SourceSettings = SourceSettings()
    rate: RateSettings = RateSettings()
    terminal: TerminalSettings = TerminalSettings()


def read_settings(file: Path) -> AgentSettings:
    """Return the settings of a file; its paths begin at its folder. Raises `SettingsFault`."""
    try:
        found = tomllib.loads(file.read_text("utf-8"))
    except OSError as fault:
        raise SettingsFault(f"{file}: {fault.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SettingsFault(f"{file} is not TOML: {fault}") from None
    try:
        settings = AgentSettings.model_validate(found)
    except ValidationError as fault:
        raise SettingsFault(f"{file}: {_in_words(fault)}") from None
    return _at(file.parent, settings)


def key_of(settings: AgentSettings) -> str:
    """Return the vehicle's key at the broker. Raises `SettingsFault`."""
    file = settings.broker.key_file
    if file is None:
        return ""
    try:
        key = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsFault(f"broker.key_file: {file} cannot be read: {fault}") from None
    if not key:
        raise SettingsFault(
            f"broker.key_file: {file} is empty; put what issue-device printed in it"
        )
    return key


def _at(folder: Path, settings: AgentSettings) -> AgentSettings:
    """Return the settings with every path resolved from the file's folder."""

    def resolved(part: Part) -> dict[str, Path]:
        return {
            name: folder / value
            for name in type(part).model_fields
            if isinstance(value := getattr(part, name), Path)
        }

    parts = {name: getattr(settings, name) for name in ("broker", "outbox", "source")}
    return settings.model_copy(
        update={name: part.model_copy(update=resolved(part)) for name, part in parts.items()}
    )


def _in_words(fault: ValidationError) -> str:
    return "; ".join(
        ": ".join(
            part
            for part in (
                ".".join(str(step) for step in one["loc"]),
                one["msg"].removeprefix("Value error, "),
            )
            if part
        )
        for one in fault.errors(include_url=False)
    )
