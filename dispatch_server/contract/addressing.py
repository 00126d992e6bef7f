"""To whom a message goes."""

from dataclasses import dataclass

from dispatch_server.contract.states import AddresseeKind


@dataclass(frozen=True, slots=True)
class Addressee:
    """One seat or station by its id, or a group, which has none."""

    kind: AddresseeKind
    id: str = ""
