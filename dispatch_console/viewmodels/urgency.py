"""How a running limit stands: plain, soon to be reached, or passed."""

from enum import StrEnum


class Urgency(StrEnum):
    """One ramp for everything that has a limit."""

    PLAIN = "plain"
    SOON = "soon"
    OVERDUE = "overdue"
