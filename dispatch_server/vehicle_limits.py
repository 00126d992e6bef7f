"""The settings of what is heard from vehicles: the broker, and what is believed of a position."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from dispatch_server.contract.settings.told import Part, Told
from dispatch_server.services.lane import PENDING_BOUND, TELL_S
from dispatch_server.services.vehicle_watch import LOST_S, SILENT_S


class BrokerSettings(Part):
    """The MQTT broker of the vehicles."""

    host: Annotated[
        str,
        Told("The broker's address; without one the server embeds a small one on loopback."),
    ] = ""
    port: Annotated[
        int,
        Field(ge=0, le=65535),
        Told(
            "Its port, or the embedded one's; 0 embeds none and hears no vehicle.",
            source="IANA; 8883 with encryption",
        ),
    ] = 1883
    user: Annotated[str, Told("As whom the server speaks to it.", source="acl.conf")] = (
        "dispatch-server"
    )
    password: Annotated[str, Field(repr=False), Told("The server's password.", secret=True)] = ""
    authority: Annotated[
        Path | None,
        Told("The certificate (PEM) that signed the broker's; with it the way is encrypted."),
    ] = None


class LaneLimits(Part):
    """Positions of the vehicles: what is believed, and how long it is waited."""

    fastest_kmh: Annotated[
        float,
        Field(gt=0, le=1_000),
        Told(
            "A vehicle that would have been faster has jumped; its fix is kept, not believed.",
            unit="km/h",
            source="own choice: no ambulance drives that fast, a helicopter does",
        ),
    ] = 200.0
    slack_m: Annotated[
        float,
        Field(ge=0, le=10_000),
        Told(
            "How far a fix may be off beside what the receiver says of its accuracy.",
            unit="metres",
            source="own choice: between high houses",
        ),
    ] = 150.0
    agreeing: Annotated[
        int,
        Field(ge=2, le=100),
        Told(
            "So many doubted fixes that agree among each other are believed after all.",
            unit="fixes",
            source="own choice: a tunnel's end is believed after three seconds",
        ),
    ] = 3
    outside_km: Annotated[
        float,
        Field(gt=0, le=20_000),
        Told(
            "How far beyond the city's map a position is still believed.",
            unit="km",
            source="own choice: the longest transfers between hospitals",
        ),
    ] = 500.0
    tell_s: Annotated[
        float,
        Field(gt=0, le=30),
        Told(
            "A vehicle is told at most so often what is stored of it.",
            unit="seconds",
            source="well below the 30 s after which it would send again",
        ),
    ] = TELL_S
    silent_s: Annotated[
        float,
        Field(ge=10, le=86_400),
        Told(
            "A vehicle on a job that is not heard for so long is told of.",
            unit="seconds",
            source="from here on the map shows its fix as stale",
        ),
    ] = SILENT_S
    lost_s: Annotated[
        float,
        Field(ge=10, le=86_400),
        Told(
            "Any other vehicle in service that is not heard for so long is told of.",
            unit="seconds",
            source="from here on the map shows its fix as lost",
        ),
    ] = LOST_S
    pending_bound: Annotated[
        int,
        Field(ge=1_000, le=10_000_000),
        Told(
            "Fixes that wait for the database; beyond it they stay in the vehicles' outboxes.",
            unit="fixes",
            source="own choice: 500 vehicles for six minutes",
        ),
    ] = PENDING_BOUND
