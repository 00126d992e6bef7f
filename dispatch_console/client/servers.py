"""The addresses at which the server may be found, and the one that answered last."""

from collections.abc import Sequence

from PyQt6.QtCore import QObject, QUrl


class Servers(QObject):
    """One address that all ways of a seat share, and what to try when it does not answer.

    Of several servers on one database only one serves seats. Whoever finds that it is another one,
    or none, turns to the next address; all of the seat's requests follow.
    """

    def __init__(self, addresses: str | Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        given = (addresses,) if isinstance(addresses, str) else addresses
        self._addresses = [address.rstrip("/") for address in given]
        self._at = 0

    @property
    def address(self) -> str:
        """The address that is asked now."""
        return self._addresses[self._at]

    @property
    def place(self) -> str:
        """That address as people read it."""
        return QUrl(self.address).authority()

    @property
    def count(self) -> int:
        """How many addresses there are."""
        return len(self._addresses)

    def turn_from(self, address: str) -> None:
        """Ask the next address from now on, unless somebody turned away from this one before."""
        if address == self.address:
            self._at = (self._at + 1) % len(self._addresses)
