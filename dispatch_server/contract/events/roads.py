"""What happened to roads: closed for a while, opened again."""

from datetime import datetime
from typing import Literal

from dispatch_server.contract.details import Point
from dispatch_server.contract.events.fact import Fact
from dispatch_server.contract.ids import ClosureId


class RoadClosed(Fact):
    """A stretch of road cannot be driven; the reason stands in the envelope.

    `line` is drawn along the road, so that it means the same on every map of the city; `street` is
    its name, empty for none. `until` is when it opens by itself, None for until somebody says so.
    """

    type: Literal["road.closed"] = "road.closed"
    closure_id: ClosureId
    line: tuple[Point, ...]
    street: str = ""
    until: datetime | None = None


class RoadOpened(Fact):
    """A closed stretch can be driven again."""

    type: Literal["road.opened"] = "road.opened"
    closure_id: ClosureId
