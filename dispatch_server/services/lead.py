"""Whether this server serves the seats, or stands by for another one that does."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)


class Lead:
    """Known to every door of the server: seats are served by the leading server alone.

    Hence one server knows of every open stream, hears the exchange and prints; whoever asks another
    one is told to go on. A server whose database is away serves on what it has, until it is known
    that another one leads.
    """

    def __init__(self, *, held: bool = True) -> None:
        self._held = held
        self._streams: list[asyncio.Event] = []

    @property
    def held(self) -> bool:
        """Whether seats are served here."""
        return self._held

    def take(self) -> None:
        """Serve the seats from now on."""
        self._held = True

    def stand_by(self) -> None:
        """Leave the seats to another server; open streams end."""
        if self._held:
            log.info("this server stands by: another one leads")
        self._held = False
        for gone in self._streams:
            gone.set()

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        """Yield an event that is set once another server leads."""
        gone = asyncio.Event()
        if not self._held:
            gone.set()
        self._streams.append(gone)
        try:
            yield gone
        finally:
            self._streams.remove(gone)
