"""What the desk may do with the chosen incident: send vehicles, cancel, file, join."""

from collections.abc import Sequence

from dispatch_console.viewmodels.acceptance_form import AcceptanceForm
from dispatch_console.viewmodels.chosen_incident import ChosenIncident
from dispatch_console.viewmodels.desk import Desk, new_command_id
from dispatch_console.viewmodels.recommendation import VehicleRow
from dispatch_server.contract.commands.incidents import (
    CancelIncident,
    CloseIncident,
    JoinIncident,
)
from dispatch_server.contract.commands.orders import IssueOrder
from dispatch_server.contract.ids import IncidentId
from dispatch_server.contract.states import (
    CANCELLABLE,
    CLOSABLE,
    DISPATCHABLE,
    INCIDENT_ENDS,
    CancelReason,
    IncidentState,
)


class Dispatching:
    """Greys its keys by the same tables by which the server refuses."""

    def __init__(self, desk: Desk, chosen: ChosenIncident, form: AcceptanceForm) -> None:
        self._desk = desk
        self._chosen = chosen
        self._form = form

    @property
    def can_dispatch(self) -> bool:
        """Whether vehicles may be sent: the place has a point or a name, the incident runs."""
        return self._wants_vehicles and not self.lacks_place

    @property
    def lacks_place(self) -> bool:
        """Whether nothing at all is known of the scene."""
        scene = self._form.details.scene
        return scene.point is None and not scene.text.strip()

    @property
    def lacks_end(self) -> bool:
        """Whether the incident still runs, so that it cannot be filed."""
        return self.is_running and not self.can_close

    @property
    def is_running(self) -> bool:
        """Whether the chosen incident has not ended."""
        incident = self._chosen.incident
        return incident is not None and incident.state not in INCIDENT_ENDS

    @property
    def _wants_vehicles(self) -> bool:
        incident = self._chosen.incident
        return incident is not None and incident.state in DISPATCHABLE | {IncidentState.DRAFT}

    @property
    def can_cancel(self) -> bool:
        """Whether the incident may be cancelled."""
        incident = self._chosen.incident
        return incident is not None and incident.state in CANCELLABLE

    @property
    def can_close(self) -> bool:
        """Whether the incident may be filed."""
        incident = self._chosen.incident
        return incident is not None and incident.state in CLOSABLE

    def issue(self, rows: Sequence[VehicleRow]) -> None:
        """Send vehicles to the chosen incident, with the form as it stands."""
        incident = self._chosen.incident
        if incident is None:
            return
        known = self._form.known
        self._form.save()
        for row in rows:
            self._desk.send(
                IssueOrder(
                    command_id=new_command_id(),
                    incident_id=incident.id,
                    vehicle_id=row.vehicle_id,
                    details=self._form.details,
                    base=known,
                    eta_s=row.seconds,
                    distance_m=row.metres,
                    rank=None if row.seconds is None else int(row.key),
                )
            )

    def cancel(self, why: CancelReason) -> None:
        """Cancel the chosen incident."""
        if (incident := self._chosen.incident) is not None:
            self._desk.send(
                CancelIncident(command_id=new_command_id(), incident_id=incident.id, why=why)
            )

    def close(self) -> None:
        """File the chosen incident."""
        if (incident := self._chosen.incident) is not None and self.can_close:
            self._desk.send(CloseIncident(command_id=new_command_id(), incident_id=incident.id))

    def join(self, into: IncidentId) -> None:
        """Say that the chosen draft is about an emergency already known."""
        if (incident := self._chosen.incident) is not None:
            self._desk.send(
                JoinIncident(command_id=new_command_id(), incident_id=incident.id, into=into)
            )
