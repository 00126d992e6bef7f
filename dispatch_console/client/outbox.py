"""The desk's outbox: commands go out one after another, and wait while nobody takes them."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Final

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from dispatch_console.client import Commands, Told
from dispatch_console.client.outbox_rules import (
    AT_ONCE,
    BY_ITSELF,
    FULL,
    LIMITS,
    MAYBE_DONE,
    PAUSES,
    STALE,
    STALE_KINDS,
    TOO_LATE,
    WAITING,
    WITHDRAWN,
    OutboxLimits,
    Pauses,
    may_yet_be_taken,
    not_now,
)
from dispatch_console.client.session import NOT_ALLOWED, Session
from dispatch_console.client.waiting_file import Waited, WaitingFile
from dispatch_server.contract.answers import FAULT, CommandAnswer, CommandOutcome
from dispatch_server.contract.commands import Command
from dispatch_server.contract.ids import CommandId
from dispatch_server.contract.states import LinkState

log = logging.getLogger(__name__)

FAULTS: Final = 3
"""A command at which the server fails so often is given up, for those behind it."""
FLICKER_S: Final = 1.0
"""A link away for less than this does not keep a key from being tried, seconds."""


@dataclass(slots=True)
class _Item:
    waited: Waited
    told: Told | None
    held: bool = False
    faults: int = 0


class Outbox(QObject):
    """Keeps the promises of `Commands`, and holds what the server or its database did not take.

    What is held goes out again by itself, in its order and under its own id, so that it is done
    once; `told` hears `waiting` first and the outcome when there is one. A command that would mean
    nothing later is answered at once instead. `ended_late(waited, answer)` names one that was held
    and then not carried out.
    """

    changed = pyqtSignal()
    ended_late = pyqtSignal(object, object)

    def __init__(
        self,
        commands: Commands,
        session: Session,
        *,
        now: Callable[[], datetime],
        file: WaitingFile | None = None,
        limits: OutboxLimits = LIMITS,
        pauses: Pauses = PAUSES,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._commands = commands
        self._session = session
        self._now = now
        self._file = file
        self._limits = limits
        self._pauses = pauses
        kept = file.read() if file is not None else []
        self._queue = [_Item(waited, None, held=True) for waited in kept]
        self._flying: _Item | None = None
        self._link = LinkState.UNKNOWN
        self._down_since: float | None = None
        self._pause_ms = pauses.first_ms
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self._next)
        session.began.connect(self._wake)
        session.began.connect(self.changed)

    @property
    def waiting(self) -> tuple[Waited, ...]:
        """What is held, in the order in which it will go out."""
        return tuple(item.waited for item in self._queue if item.held)

    def is_own(self, waited: Waited) -> bool:
        """Say whether whoever sits here gave it, so that it goes out by itself."""
        return waited.owner == self._session.owner

    def may(self, command: type[Command]) -> bool:
        """Say whether whoever sits here holds the right."""
        return self._commands.may(command)

    def send(self, command: Command, told: Told | None = None) -> None:
        """Send a command after those before it; a repeat of one that waits is that one."""
        kind = type(command)
        if kind in BY_ITSELF:
            self._commands.send(command, told)
        elif self._session.is_open and not self.may(kind):
            _tell(told, NOT_ALLOWED)
        elif kind in AT_ONCE:
            self._try_at_once(command, told)
        else:
            self._take(command, told)

    def set_link(self, link: LinkState, _cause: str = "") -> None:
        """Send what waits once the way to the server is back, a little later than others."""
        came_back = link is LinkState.UP and self._link is not LinkState.UP
        if link is not LinkState.DOWN:
            self._down_since = None
        elif self._link is not LinkState.DOWN:
            self._down_since = monotonic()
        self._link = link
        if came_back:
            self._wake()

    def withdraw(self, command_id: CommandId) -> None:
        """Send a waiting command no more; say so if it may have been carried out already."""
        item = self._find(command_id)
        if item is None:
            return
        unsure = item.waited.asked or item is self._flying
        self._end(item, MAYBE_DONE if unsure else WITHDRAWN, late=False)
        self._next()

    def _wake(self) -> None:
        """Send what waits in the name of whoever sits here, soon but not all desks at once."""
        if any(self.is_own(item.waited) for item in self._queue):
            self._pause_ms = self._pauses.first_ms
            self._retry.start(int(random.uniform(0, self._pauses.return_ms)))  # noqa: S311 - jitter

    def _try_at_once(self, command: Command, told: Told | None) -> None:
        """Try a command that cannot wait, unless the link is surely gone."""
        since = self._down_since
        if since is not None and monotonic() - since > FLICKER_S:
            _tell(told, not_now(type(command)))
            return
        self._commands.send(command, told)

    def _take(self, command: Command, told: Told | None) -> None:
        known = self._find(command.command_id)
        if known is not None:
            known.told = told
            if known.held:
                _tell(told, WAITING)
            return
        if len(self._queue) >= self._limits.most:
            _tell(told, FULL)
            return
        stamped = command.model_copy(update={"device_at": command.device_at or self._now()})
        owner = self._session.owner
        item = _Item(Waited(stamped, self._now(), owner, self._session.owner_name), told)
        self._queue.append(item)
        if self._link is LinkState.DOWN or self._is_blocked:
            self._hold()
        if not self._retry.isActive():
            self._next()

    @property
    def _is_blocked(self) -> bool:
        return any(other.held and self.is_own(other.waited) for other in self._queue)

    def _next(self) -> None:
        """Send the first that whoever sits here gave; nothing while one is on its way."""
        self._retry.stop()
        if self._flying is not None or not self._session.is_open:
            return
        self._drop_stale()
        item = next((one for one in self._queue if self.is_own(one.waited)), None)
        if item is None:
            return
        self._flying = item
        self._commands.send(item.waited.command, partial(self._answered, item))

    def _answered(self, item: _Item, answer: CommandAnswer) -> None:
        self._flying = None
        if item not in self._queue:
            self._next()
            return
        item.faults += answer.code == FAULT
        if may_yet_be_taken(answer) and item.faults < FAULTS:
            unclear = answer.outcome is CommandOutcome.UNKNOWN
            item.waited = replace(item.waited, asked=item.waited.asked or unclear)
            self._hold()
            self._retry.start(int(self._pause_ms * random.uniform(0.7, 1.3)))  # noqa: S311 - jitter
            self._pause_ms = min(self._pause_ms * 2, self._pauses.longest_ms)
            return
        self._pause_ms = self._pauses.first_ms
        self._end(item, answer, late=item.held and answer.outcome is not CommandOutcome.DONE)
        self._next()

    def _hold(self) -> None:
        """Hold what has not gone out: on the disk, and in sight."""
        fresh = [item for item in self._queue if not item.held]
        for item in fresh:
            item.held = True
        self._keep()
        if fresh:
            log.info("%s commands wait for the server", len(self._queue))
        for item in fresh:
            _tell(item.told, WAITING)

    def _drop_stale(self) -> None:
        """Give up what would surprise everybody if it went out now."""
        limit = timedelta(minutes=self._limits.stale_minutes)
        for item in [one for one in self._queue if isinstance(one.waited.command, STALE_KINDS)]:
            if self._now() - item.waited.since > limit:
                self._end(item, TOO_LATE if item.waited.asked else STALE, late=True)

    def _end(self, item: _Item, answer: CommandAnswer, *, late: bool) -> None:
        self._queue = [one for one in self._queue if one is not item]
        if item.held:
            self._keep()
        _tell(item.told, answer)
        if late:
            self.ended_late.emit(item.waited, answer)

    def _keep(self) -> None:
        if self._file is not None:
            self._file.write(self.waiting)
        self.changed.emit()

    def _find(self, command_id: CommandId) -> _Item | None:
        mine = (one for one in self._queue if one.waited.command.command_id == command_id)
        return next(mine, None)


def _tell(told: Told | None, answer: CommandAnswer) -> None:
    if told is not None:
        told(answer)
