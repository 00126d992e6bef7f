"""What desks may ask about roads: to close a stretch, to open it again."""

from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field, StringConstraints

from dispatch_server.contract.access import Right
from dispatch_server.contract.commands.command import LONGEST_ID, Command
from dispatch_server.contract.ids import ClosureId

LONGEST_LINE = 2_000
"""A line has at most this many points."""

Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class CloseRoad(Command):
    """Close a stretch of road, with a `reason`; `line` as in `RoadClosed`, one point for one road.

    Without `street` the road under the line gives its name.
    """

    PATH: ClassVar[str] = "/roads/close"
    RIGHT: ClassVar[Right] = Right.CLOSE_ROADS

    line: Annotated[
        tuple[tuple[Longitude, Latitude], ...], Field(min_length=1, max_length=LONGEST_LINE)
    ]
    reason: Reason
    street: Annotated[str, Field(max_length=200)] = ""
    until: AwareDatetime | None = None


class OpenRoad(Command):
    """Open a closed stretch again."""

    PATH: ClassVar[str] = "/roads/open"
    RIGHT: ClassVar[Right] = Right.CLOSE_ROADS

    closure_id: Annotated[ClosureId, Field(min_length=1, max_length=LONGEST_ID)]
    reason: Reason = ""
