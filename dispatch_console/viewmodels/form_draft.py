"""The form of one incident at a desk, between the desk's typing and what the server has."""

from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from dispatch_server.contract.details import Details


@dataclass(slots=True)
class Draft:
    """What stands on the form, and how far the server has it.

    `base` is the form of the server on which the typing builds. `unsaved` says that the server may
    not have the form as it stands; `awaited` is what was sent last and has not come back on the
    board, until when older echoes count for nothing; `answered` says that its outcome was told, and
    `overtaken` that a whole new board came before that. `typed` holds what stands in a search field
    and was not yet taken over. `again_at` is when to send anew what was not kept.
    """

    details: Details
    base: Details
    unsaved: bool = False
    awaited: Details | None = None
    answered: bool = True
    overtaken: bool = False
    level_by_hand: bool = False
    typed: dict[str, str] = field(default_factory=dict)
    saved_at: datetime | None = None
    again_at: datetime | None = None
    fault: str = ""

    def send(self, theirs: Details) -> Details:
        """Return the form to send: what others wrote meanwhile stays where this desk wrote nothing.

        While an earlier form is on its way the board lags behind, so nothing is merged.
        """
        if self.awaited is None:
            self.details = merged(self.base, self.details, theirs)
            self.base = theirs
        self.unsaved, self.again_at = False, None
        self.awaited, self.answered, self.overtaken = self.details, False, False
        return self.details

    def keep(self, sent: Details, theirs: Details, *, at: datetime) -> None:
        """Note that the server has what was sent; it may be on the board already, or overtaken."""
        self.saved_at, self.fault = at, ""
        if sent != self.awaited:
            return
        self.answered = True
        if self.overtaken:
            self.begin_anew(theirs)
        else:
            self.take_over(theirs)

    def fail(self, sent: Details, *, fault: str, again_at: datetime | None) -> None:
        """Note that the server may not have what was sent, and when to send it again by itself."""
        self.unsaved, self.fault, self.again_at = True, fault, again_at
        if self.awaited == sent:
            self.awaited, self.answered = None, True

    def take_over(self, theirs: Details) -> None:
        """Take what the board says now, unless something is typed or on its way."""
        if self.awaited is not None:
            if theirs != self.awaited:
                return
            self.awaited, self.base = None, theirs
        if theirs == self.details:
            self.unsaved, self.again_at, self.fault = False, None, ""
        if not self.unsaved:
            self.details = self.base = theirs

    def begin_anew(self, theirs: Details) -> None:
        """Take a whole new board: echoes of what was sent before it will not come any more."""
        if not self.answered:
            self.overtaken = True
        elif self.awaited is not None:
            self.base, self.awaited = self.awaited, None
        self.take_over(theirs)


def merged(base: Details, mine: Details, theirs: Details) -> Details:
    """Return `theirs` with everything that `mine` changed since `base`."""
    written = {
        one.name: getattr(mine, one.name)
        for one in fields(Details)
        if getattr(mine, one.name) != getattr(base, one.name)
    }
    return replace(theirs, **written)
