"""A clock that moves only when it is told to."""

from datetime import datetime, timedelta

from tests.builders import START


class FakeClock:
    """Tells the time it was given."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def pass_by(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
