"""Emergencies: draft, describe, join, cancel, close."""

from dispatch_server.contract.commands.incidents import (
    CancelIncident,
    CloseIncident,
    DescribeIncident,
    DraftIncident,
    JoinIncident,
)
from dispatch_server.contract.words import CANCEL_WORDS
from dispatch_server.domain import incidents
from dispatch_server.ports.storage import Store
from dispatch_server.services.actors import Asker


class IncidentService:
    """Carries out commands about emergencies."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def draft(self, command: DraftIncident, *, by: Asker) -> None:
        """Take down a new emergency by hand."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            tx.record(
                *incidents.draft(
                    tx.board, command.incident_id, call_id=command.call_id, seat_id=by.seat.id
                )
            )

    async def describe(self, command: DescribeIncident, *, by: Asker) -> None:
        """Put the form down as it stands."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            incident = incidents.known(tx.board, command.incident_id)
            details = incidents.on_form(incident, command.details, command.base)
            tx.record(*incidents.describe(incident, details))

    async def join(self, command: JoinIncident, *, by: Asker) -> None:
        """Join a draft to an emergency already known."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            incident = incidents.known(tx.board, command.incident_id)
            into = incidents.known(tx.board, command.into)
            tx.record(*incidents.join(tx.board, incident, into, command.kind))

    async def cancel(self, command: CancelIncident, *, by: Asker) -> None:
        """Cancel an emergency, and abort what was sent."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            incident = incidents.known(tx.board, command.incident_id)
            events = incidents.cancel(tx.board, incident, command.why)
            tx.record(*events, reason=CANCEL_WORDS[command.why])

    async def close(self, command: CloseIncident, *, by: Asker) -> None:
        """File an emergency whose orders have ended."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            tx.record(*incidents.close(incidents.known(tx.board, command.incident_id)))
