"""What a source is: something that measures until it is told to end."""

from collections.abc import Callable
from threading import Event
from typing import Protocol

from vehicle_agent.measured import Measured

Give = Callable[[Measured], None]


class SourceFault(Exception):
    """The source gives nothing at the moment; the text says why and what to do. It is retried."""


class Source(Protocol):
    """Measures positions."""

    def run(self, give: Give, ending: Event) -> None:
        """Give positions until `ending` is set or there are no more. Raises `SourceFault`."""
        ...
