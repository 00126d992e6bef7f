"""The limits of the server: how long it waits, how much it holds, how often it looks."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from dispatch_server.adapters.ground.city_ground import DEADLINE_S
from dispatch_server.adapters.telephony.delivery import BOUND
from dispatch_server.api.stream import SEND_S
from dispatch_server.contract.logs.line import LogForm
from dispatch_server.contract.settings.told import Part, Told
from dispatch_server.services.calls import REGISTER_S, STORE_RETRY_S
from dispatch_server.services.presence import GONE_AFTER_S
from dispatch_server.services.print_lane import LANE_BOUND
from dispatch_server.services.printer_watch import EVERY_S
from dispatch_server.services.printing import COMPLETED_WITHIN_S, RETRIES_S
from dispatch_server.services.reactions import RETRY_S
from dispatch_server.services.sealing import GIVEN_UP_AFTER_S, POLL_S
from dispatch_server.services.space_watch import EVERY_S as SPACE_EVERY_S
from dispatch_server.services.space_watch import KEPT_FREE_BYTES
from dispatch_server.services.stream import HEARTBEAT_S, QUEUE_BOUND, RESUME_BOUND

DESK_WAITS_S = 5.0
"""So long a desk waits for a command's outcome before it shows it as unknown."""
DESK_SILENT_S = 6.0
"""After so long without a word a desk takes its link to the server for broken."""


class StreamLimits(Part):
    """The event stream to the seats."""

    heartbeat_s: Annotated[
        float,
        Field(gt=0, lt=DESK_SILENT_S / 2),
        Told(
            "Silence after which a seat is told that there is nothing new.",
            unit="seconds",
            source="a third of the 6 s after which a seat takes its link for broken",
        ),
    ] = HEARTBEAT_S
    queue_bound: Annotated[
        int,
        Field(ge=10, le=100_000),
        Told(
            "Commits that wait for one seat; a slower one gets a fresh board.",
            unit="commits",
            source="own choice: ten seconds of the busiest minute measured",
        ),
    ] = QUEUE_BOUND
    resume_bound: Annotated[
        int,
        Field(ge=0, le=1_000_000),
        Told(
            "A seat that missed more events than this gets a fresh board.",
            unit="events",
            source="own choice: above it a board is the shorter message",
        ),
    ] = RESUME_BOUND
    send_s: Annotated[
        float,
        Field(gt=0, le=60),
        Told(
            "A seat that takes no message for so long is cut off and may come back.",
            unit="seconds",
            source="the patience of a desk",
        ),
    ] = SEND_S
    receiver_gone_after_s: Annotated[
        float,
        Field(ge=5, le=600),
        Told(
            "A station's receiver that listens no more for so long counts as gone.",
            unit="seconds",
            source="the centre is warned after 15 seconds",
        ),
    ] = GONE_AFTER_S


class PrintingLimits(Part):
    """Order sheets and the stations' printers."""

    retries_s: Annotated[
        tuple[Annotated[float, Field(gt=0, le=600)], ...],
        Field(min_length=1, max_length=20),
        Told(
            "Pauses between tries of a sheet that failed; the last one repeats.",
            unit="seconds",
            source="the rhythm of the exchange with other centres",
        ),
    ] = RETRIES_S
    completed_within_s: Annotated[
        float,
        Field(gt=0, le=600),
        Told(
            "How long a printer may work on one sheet before it counts as stuck.",
            unit="seconds",
            source="own choice: a laser printer that wakes up needs 10 to 15",
        ),
    ] = COMPLETED_WITHIN_S
    lane_bound: Annotated[
        int,
        Field(ge=1, le=10_000),
        Told(
            "Sheets that wait for one printer.",
            unit="sheets",
            source="own choice: more than a station prints in a day",
        ),
    ] = LANE_BOUND
    watch_every_s: Annotated[
        float,
        Field(gt=0, le=600),
        Told("Pause between two looks at the printers.", unit="seconds", source="own choice"),
    ] = EVERY_S
    request_timeout_s: Annotated[
        int,
        Field(ge=1, le=60),
        Told(
            "How long a printer may take over one request.",
            unit="seconds",
            source="own choice: a printer in the network answers in milliseconds",
        ),
    ] = 3


class SealingLimits(Part):
    """Sealing the recordings by their hash."""

    poll_s: Annotated[
        float,
        Field(gt=0, le=60),
        Told("Pause between two looks at a recording.", unit="seconds", source="own choice"),
    ] = POLL_S
    given_up_after_s: Annotated[
        float,
        Field(gt=0, le=86_400),
        Told(
            "After so long a recording that did not turn up counts as missing.",
            unit="seconds",
            source="own choice: the exchange closes a file within a second",
        ),
    ] = GIVEN_UP_AFTER_S
    quiet_s: Annotated[
        float,
        Field(gt=0, le=600),
        Told(
            "A file without an end that has not grown for so long counts as finished.",
            unit="seconds",
            source="own choice: the exchange writes every 20 ms while it lives",
        ),
    ] = 5.0

    @model_validator(mode="after")
    def _guard(self) -> Self:
        if self.quiet_s >= self.given_up_after_s:
            raise ValueError("sealing.quiet_s must be below sealing.given_up_after_s")
        return self


class CallLimits(Part):
    """What a ringing call waits for."""

    register_s: Annotated[
        float,
        Field(gt=0, le=5),
        Told(
            "How long a call waits for the subscriber register before it rings without address.",
            unit="seconds",
            source="own choice: the caller hears nothing of it, the desk rings later",
        ),
    ] = REGISTER_S
    store_retry_s: Annotated[
        float,
        Field(gt=0, le=30),
        Told(
            "Pause before a fact that the database did not take is offered again.",
            unit="seconds",
            source="own choice",
        ),
    ] = STORE_RETRY_S
    facts_bound: Annotated[
        int,
        Field(ge=100, le=100_000),
        Told(
            "Telephone facts that wait for the database; beyond it the exchange is asked anew.",
            unit="facts",
            source="own choice: some minutes of a busy night",
        ),
    ] = BOUND


class ReactionLimits(Part):
    """What follows an event: printing, sealing."""

    retry_s: Annotated[
        float,
        Field(gt=0, le=60),
        Told(
            "Pause before a reaction that failed is tried again.",
            unit="seconds",
            source="own choice",
        ),
    ] = RETRY_S


class GroundLimits(Part):
    """Road times, ways and map pictures."""

    deadline_s: Annotated[
        float,
        Field(gt=0, lt=DESK_WAITS_S),
        Told(
            "No question to the ground takes longer.",
            unit="seconds",
            source="a desk waits no longer for a recommendation either",
        ),
    ] = DEADLINE_S
    speeds: Annotated[
        Path | None,
        Told(
            "The centre's own road speeds (CSV): by class of road and hour of the week, and what a"
            " siren gains.",
            unit="km/h; times the ordinary speed",
            source="without it planning values count, which no track has confirmed",
        ),
    ] = None


class SpaceLimits(Part):
    """Room on the disks: the journal's comes before backups. Calls are always recorded."""

    kept_free_bytes: Annotated[
        int,
        Field(ge=0, le=10**13),
        Told(
            "With less than this free a light warns, and no backup is made on the journal's disk.",
            unit="bytes",
            source="ten calls at once are 0.16 MB a second: three hours until the disk is full",
        ),
    ] = KEPT_FREE_BYTES
    every_s: Annotated[
        float,
        Field(gt=0, le=3_600),
        Told("Pause between two looks at the disks.", unit="seconds", source="own choice"),
    ] = SPACE_EVERY_S
    database_folder: Annotated[
        Path | None,
        Told("PostgreSQL's data folder where it is on this machine; without it nobody watches it."),
    ] = None


class UpkeepSettings(Part):
    """What the maintainer's window watches."""

    backups: Annotated[
        Path | None,
        Told("The folder with the backups; without it the window says that none are watched."),
    ] = None
    backup_late_after_h: Annotated[
        float,
        Field(gt=0, le=24 * 31),
        Told(
            "A newest backup older than this is shown as late.",
            unit="hours",
            source="one backup a day, and two hours for it",
        ),
    ] = 26.0


class RegisterSettings(Part):
    """The subscriber register, refreshed from what the telephone companies deliver (112/114)."""

    folder: Annotated[
        Path | None,
        Told("The folder of the deliveries (*.csv); refused lines are written beside them."),
    ] = None
    at: Annotated[
        str,
        Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$"),
        Told(
            "The time of day at which a new delivery is looked for, centre time.",
            source="clause 3.2.1; few calls come at this hour",
        ),
    ] = "03:30"
    most_removed_percent: Annotated[
        float,
        Field(ge=0, le=100),
        Told(
            "A delivery that lacks more of the present subscribers is refused as cut short.",
            unit="percent",
            source="own choice: a city moves less in a month",
        ),
    ] = 20.0
    within_min: Annotated[
        float,
        Field(gt=0, le=24 * 60),
        Told(
            "Taking a delivery in may take so long.",
            unit="minutes",
            source="a million subscribers take some minutes",
        ),
    ] = 60.0


class LogSettings(Part):
    """The log: one line a fact, without the names, numbers and addresses of people."""

    level: Annotated[
        str,
        Field(pattern="^(debug|info|warning|error)$"),
        Told("The least level that is written: debug, info, warning or error."),
    ] = "info"
    form: Annotated[LogForm, Told('"json" for machines or "text" for people.')] = LogForm.JSON
    file: Annotated[
        Path | None,
        Told("A file instead of standard error; under systemd its journal keeps and rotates."),
    ] = None
    file_bytes: Annotated[
        int,
        Field(ge=10_000, le=1_000_000_000),
        Told("A file that reaches this size is set aside.", unit="bytes", source="own choice"),
    ] = 10_000_000
    files_kept: Annotated[
        int,
        Field(ge=1, le=1_000),
        Told("How many files set aside are kept.", unit="files", source="own choice"),
    ] = 9
