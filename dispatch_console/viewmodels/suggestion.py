"""One line offered below a search field."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a search offers: the words taken over when chosen, and what is said about them."""

    title: str
    detail: str = ""
