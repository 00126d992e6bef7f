"""The form of one incident at a desk, between the desk's typing and what the server has."""

from dataclasses import dataclass, field
from datetime import datetime

from dispatch_server.contract.details import Details
from dispatch_server.contract.ids import CommandId
from dispatch_server.contract.merging import merged


@dataclass(slots=True)
class Draft:
    """What stands on the form, and how far the server has it.

    `base` is the server's form on which the typing builds. `unsaved` says that the server may not
    have the form as it stands; `awaited` is what was sent last, by `command`, and has not come back
    on the board, until when the board is older than the form. `answered` says that its outcome was
    told, `overtaken` that a whole new board came before that. `typed` holds what stands in a search
    field and was not yet taken over; `again_at` is when to send anew what was not kept.
    """

    details: Details
    base: Details
    unsaved: bool = False
    awaited: Details | None = None
    command: CommandId | None = None
    answered: bool = True
    overtaken: bool = False
    level_by_hand: bool = False
    typed: dict[str, str] = field(default_factory=dict)
    saved_at: datetime | None = None
    again_at: datetime | None = None
    fault: str = ""

    @property
    def known(self) -> Details | None:
        """The form the server surely had when this one was begun; None while that is being told."""
        if not self.answered:
            return None
        return self.base if self.awaited is None else self.awaited

    def send(self, command: CommandId) -> None:
        """Note that the form as it stands is on its way; only one is at a time."""
        self._settle()
        self.unsaved, self.again_at = False, None
        self.awaited, self.command = self.details, command
        self.answered, self.overtaken = False, False

    def keep(self, theirs: Details, *, at: datetime) -> None:
        """Note that the server has what was sent; what the board says now may include it."""
        self.answered, self.saved_at, self.fault = True, at, ""
        if self.overtaken or theirs == self.awaited:
            self._settle()
            self._merge(theirs)

    def fail(self, fault: str, *, again_at: datetime | None) -> None:
        """Note that the server may not have what was sent, and when to send it again by itself."""
        self.answered, self.awaited = True, None
        self.unsaved, self.fault, self.again_at = True, fault, again_at

    def take_over(self, theirs: Details, *, by: CommandId) -> None:
        """Take what a command put on the board, unless it is older than what was sent."""
        if self.awaited is None or by == self.command or theirs == self.awaited:
            self._settle()
            self._merge(theirs)

    def begin_anew(self, theirs: Details) -> None:
        """Take a whole new board: echoes of what was sent before it will not come any more."""
        if self.answered:
            self._settle()
            self._merge(theirs)
        else:
            self.overtaken = True

    def _settle(self) -> None:
        """Let further typing build on what was sent."""
        if self.awaited is not None:
            self.base, self.awaited = self.awaited, None

    def _merge(self, theirs: Details) -> None:
        """Show what others wrote in fields that this desk has not changed since."""
        self.details = merged(self.base, self.details, theirs)
        self.base = theirs
        if self.details == theirs:
            self.unsaved, self.again_at, self.fault = False, None, ""
