"""What a desk may ask about emergencies."""

from typing import Annotated, ClassVar

from pydantic import Field

from dispatch_server.contract.commands.command import LONGEST_ID, Command
from dispatch_server.contract.details import Details
from dispatch_server.contract.ids import CallId, IncidentId
from dispatch_server.contract.states import AcceptanceKind, CancelReason


class DraftIncident(Command):
    """Take down a new emergency by hand, with a call or without one."""

    PATH: ClassVar[str] = "/incidents/draft"

    incident_id: Annotated[IncidentId, Field(min_length=1, max_length=LONGEST_ID)]
    call_id: CallId | None = None


class DescribeIncident(Command):
    """Put the form down as it stands; a known place opens a draft.

    `base` is the form the desk began from: what others changed since is kept, field by field.
    Without it the form replaces what the server has.
    """

    PATH: ClassVar[str] = "/incidents/describe"

    incident_id: IncidentId
    details: Details
    base: Details | None = None


class JoinIncident(Command):
    """The draft is about an emergency already known: join it (Ctrl+J)."""

    PATH: ClassVar[str] = "/incidents/join"

    incident_id: IncidentId
    into: IncidentId
    kind: AcceptanceKind = AcceptanceKind.SUPPLEMENT


class CancelIncident(Command):
    """The emergency needs nobody; live orders are aborted with it."""

    PATH: ClassVar[str] = "/incidents/cancel"

    incident_id: IncidentId
    why: CancelReason


class CloseIncident(Command):
    """File an emergency whose orders have all ended (F12)."""

    PATH: ClassVar[str] = "/incidents/close"

    incident_id: IncidentId
