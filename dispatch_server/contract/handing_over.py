"""One line of a hand-over list."""

from dataclasses import dataclass

from dispatch_server.contract.states import HandOverKind


@dataclass(frozen=True, slots=True)
class HandOverItem:
    """A thing left open: its id, what people call it by, and its state as it stood."""

    kind: HandOverKind
    about: str
    label: str
    state: str
