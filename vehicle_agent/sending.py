"""What is said next: the newest fix, then keys and receipts, then what waited, and repetitions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from dispatch_server.contract.positions import MOST_FIXES, Leaf
from vehicle_agent import wire
from vehicle_agent.outbox import Kind, Outbox, Row

REPEAT_S: Final = 30.0
"""Nothing is repeated sooner (docs/vehicle-protocol.md)."""
LONGEST_REPEAT_S: Final = 600.0
"""The pause doubles up to this while the server stores nothing."""
BATCHES: Final = 2
"""Backfills that are on their way at the same time."""
SINGLES: Final = 20
"""Keys and receipts that are on their way at the same time, of each."""

LEAVES: Final = {Kind.STATUS: Leaf.STATUS, Kind.RECEIPT: Leaf.RECEIPT}


class Mouth(Protocol):
    """Takes one message for the broker."""

    def say(self, leaf: Leaf, content: bytes, *, retain: bool = False) -> bool:
        """Hand a message over; return False where it cannot be taken now."""
        ...


@dataclass(slots=True)
class _Sent:
    """Numbers that went out together and of which the server has not told yet."""

    numbers: set[int]
    at_s: float
    kind: Kind
    is_batch: bool = False


class Sender:
    """Says what waits in the outbox. Knows what is on its way; the outbox knows what is stored."""

    def __init__(self, outbox: Outbox, mouth: Mouth) -> None:
        self._outbox, self._mouth = outbox, mouth
        self._sent: list[_Sent] = []
        self._newest_n = 0
        self._is_shown = False
        self._repeat_s = REPEAT_S
        self.spoke = False
        """Whether anything was said since somebody set this to False."""

    def begin(self) -> None:
        """Begin anew on a new link: what waits may be said again, the newest first."""
        self._sent.clear()
        self._is_shown = False
        self._repeat_s = REPEAT_S

    def heard(self, numbers: Iterable[tuple[int, int]]) -> None:
        """Take in the spans that the server told of; less is on its way then."""
        for first, last in numbers:
            for sent in self._sent:
                sent.numbers = {n for n in sent.numbers if not first <= n <= last}
        before = len(self._sent)
        self._sent = [sent for sent in self._sent if sent.numbers]
        if len(self._sent) < before:
            self._repeat_s = REPEAT_S

    def work(self, even_s: float) -> None:
        """Say everything that is due now, as far as the link takes it."""
        self._give_up(even_s)
        if self._say_newest(even_s) and self._say_singles(even_s):
            self._say_backfill(even_s)

    def _give_up(self, even_s: float) -> None:
        """Forget what was said too long ago: it is due again."""
        still = [sent for sent in self._sent if even_s - sent.at_s < self._pause(sent)]
        if any(sent.is_batch for sent in self._sent if sent not in still):
            self._repeat_s = min(2 * self._repeat_s, LONGEST_REPEAT_S)
        self._sent = still

    def _pause(self, sent: _Sent) -> float:
        return self._repeat_s if sent.kind is Kind.FIX else REPEAT_S

    def _say_newest(self, even_s: float) -> bool:
        row = self._outbox.newest_fix()
        if row is None or row.n < self._newest_n or (row.n == self._newest_n and self._is_shown):
            return True
        content = wire.payload(row, self._outbox.boot)
        if not self._mouth.say(Leaf.POSITION, content, retain=True):
            return False
        self._newest_n, self._is_shown = row.n, True
        self._note(_Sent({row.n}, even_s, Kind.FIX))
        return True

    def _say_singles(self, even_s: float) -> bool:
        for kind, leaf in LEAVES.items():
            away = sum(1 for sent in self._sent if sent.kind is kind)
            for row in self._due(kind, most=max(SINGLES - away, 0)):
                if not self._mouth.say(leaf, wire.payload(row, self._outbox.boot)):
                    return False
                self._note(_Sent({row.n}, even_s, kind))
        return True

    def _say_backfill(self, even_s: float) -> None:
        for _ in range(BATCHES - self._batches()):
            rows = self._due(Kind.FIX, most=MOST_FIXES)
            content = wire.backfill(rows, self._outbox.boot)
            if not rows or not self._mouth.say(Leaf.BACKFILL, content):
                return
            self._note(_Sent({row.n for row in rows}, even_s, Kind.FIX, is_batch=True))

    def _note(self, sent: _Sent) -> None:
        self._sent.append(sent)
        self.spoke = True

    def _due(self, kind: Kind, *, most: int) -> list[Row]:
        """Return the oldest rows of a kind that are not on their way."""
        away = {n for sent in self._sent if sent.kind is kind for n in sent.numbers}
        rows = self._outbox.oldest(kind, most=most + len(away))
        return [row for row in rows if row.n not in away][:most]

    def _batches(self) -> int:
        return sum(1 for sent in self._sent if sent.is_batch)
