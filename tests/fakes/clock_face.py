"""A clock that stands until a test moves it."""

from datetime import datetime, timedelta

from tests.builders import START


class StandingClock:
    """Keeps the promise of the console's `Clock`."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
