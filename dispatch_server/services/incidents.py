"""Emergencies: draft, describe, join, cancel, close."""

from dispatch_server.contract.commands.incidents import (
    CancelIncident,
    CloseIncident,
    DescribeIncident,
    DraftIncident,
    JoinIncident,
)
from dispatch_server.contract.entities import Seat
from dispatch_server.domain import incidents
from dispatch_server.domain.words import CANCEL_WORDS
from dispatch_server.ports.storage import Store
from dispatch_server.services.actors import at_seat


class IncidentService:
    """Carries out commands about emergencies."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def draft(self, command: DraftIncident, *, by: Seat) -> None:
        """Take down a new emergency by hand."""
        async with self._store.begin(
            command.command_id, by=at_seat(by), device_at=command.device_at
        ) as tx:
            tx.record(
                *incidents.draft(
                    tx.board, command.incident_id, call_id=command.call_id, seat_id=by.id
                )
            )

    async def describe(self, command: DescribeIncident, *, by: Seat) -> None:
        """Put the form down as it stands."""
        async with self._store.begin(
            command.command_id, by=at_seat(by), device_at=command.device_at
        ) as tx:
            incident = incidents.known(tx.board, command.incident_id)
            details = incidents.on_form(incident, command.details, command.base)
            tx.record(*incidents.describe(incident, details))

    async def join(self, command: JoinIncident, *, by: Seat) -> None:
        """Join a draft to an emergency already known."""
        async with self._store.begin(
            command.command_id, by=at_seat(by), device_at=command.device_at
        ) as tx:
            incident = incidents.known(tx.board, command.incident_id)
            into = incidents.known(tx.board, command.into)
            tx.record(*incidents.join(tx.board, incident, into, command.kind))

    async def cancel(self, command: CancelIncident, *, by: Seat) -> None:
        """Cancel an emergency, and abort what was sent."""
        async with self._store.begin(
            command.command_id, by=at_seat(by), device_at=command.device_at
        ) as tx:
            incident = incidents.known(tx.board, command.incident_id)
            events = incidents.cancel(tx.board, incident, command.why)
            tx.record(*events, reason=CANCEL_WORDS[command.why])

    async def close(self, command: CloseIncident, *, by: Seat) -> None:
        """File an emergency whose orders have ended."""
        async with self._store.begin(
            command.command_id, by=at_seat(by), device_at=command.device_at
        ) as tx:
            tx.record(*incidents.close(incidents.known(tx.board, command.incident_id)))
