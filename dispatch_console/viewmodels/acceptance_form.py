"""The acceptance form of the chosen incident: each incident keeps its own draft."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from dispatch_console.client import Commands
from dispatch_console.client.draft_file import KeptForm
from dispatch_console.client.session import SIGNED_OUT_CODE
from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.chosen_incident import ChosenIncident
from dispatch_console.viewmodels.complaints import Complaints
from dispatch_console.viewmodels.desk import new_command_id
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.form_draft import Draft
from dispatch_server.contract.answers import NOT_KEPT, CommandAnswer, CommandOutcome
from dispatch_server.contract.commands.incidents import DescribeIncident
from dispatch_server.contract.details import Details, Place, Point, Precision
from dispatch_server.contract.entities import Call
from dispatch_server.contract.events import Recorded
from dispatch_server.contract.events.incidents import IncidentDescribed
from dispatch_server.contract.ids import HospitalId, IncidentId
from dispatch_server.contract.merging import merged
from dispatch_server.contract.states import INCIDENT_ENDS
from dispatch_server.contract.views import live_orders, orders_of

SAVE_AFTER_MS: Final = 300
SAVE_WITHIN_MS: Final = 1_500
"""Steady typing is saved at least this often, so that other seats see it grow."""
AGAIN_AFTER: Final = timedelta(seconds=5)
"""Pause before a form that the server did not take is sent again by itself."""
EMPTY: Final = Details()
BY_HAND: Final = "人工设定"
"""The reason of a level that a person chose."""


class AcceptanceForm(QObject):
    """Keeps what is typed, sends it after a short rest, and never loses it.

    `changed` says that the form shows something else; `placed` that the scene has another point;
    `told` carries a refusal or an unknown outcome; `touched` that somebody typed.
    """

    changed = pyqtSignal()
    touched = pyqtSignal()
    placed = pyqtSignal()
    told = pyqtSignal(object)

    def __init__(
        self,
        chosen: ChosenIncident,
        mirror: Mirror,
        commands: Commands,
        complaints: Complaints,
        clock: DeskClock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._chosen = chosen
        self._mirror = mirror
        self._commands = commands
        self._complaints = complaints
        self._clock = clock
        self._drafts: dict[IncidentId, Draft] = {}
        self._named_by_map = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(SAVE_AFTER_MS)
        self._rest.timeout.connect(self.save)
        self._bound = QTimer(self)
        self._bound.setSingleShot(True)
        self._bound.setInterval(SAVE_WITHIN_MS)
        self._bound.timeout.connect(self.save)
        chosen.switched.connect(self._on_switched)
        mirror.changed.connect(self._on_changed)
        mirror.recorded.connect(self._on_recorded)
        mirror.replaced.connect(self._on_replaced)
        clock.ticked.connect(self._on_ticked)

    @property
    def draft(self) -> Draft | None:
        """The draft of the chosen incident."""
        incident = self._chosen.incident
        if incident is None:
            return None
        if incident.id not in self._drafts:
            self._drafts[incident.id] = _draft(incident.details)
        return self._drafts[incident.id]

    @property
    def details(self) -> Details:
        """The form as it stands at this desk."""
        return self.draft.details if self.draft is not None else EMPTY

    @property
    def known(self) -> Details | None:
        """The server's form on which this one builds, where that is known."""
        return self.draft.known if self.draft is not None else None

    @property
    def destination_name(self) -> str:
        """The hospital on the form by its name, or nothing."""
        wanted = self.details.destination
        hospital = self._mirror.board.hospitals.get(wanted) if wanted is not None else None
        return hospital.name if hospital is not None else ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The must-have fields that are still empty, by their labels."""
        details = self.details
        wanted = (
            ("现场地址", details.scene.point is not None),
            ("主诉", bool(details.complaint)),
            ("意识", details.consciousness is not None),
            ("呼吸", details.breathing is not None),
            ("级别", details.level is not None),
        )
        return tuple(label for label, known in wanted if not known)

    @property
    def outruns_orders(self) -> bool:
        """Whether a crew is on its way with an order that says something else than the form."""
        incident = self._chosen.incident
        if incident is None:
            return False
        orders = live_orders(orders_of(self._mirror.board, incident.id))
        mine = _for_crew(self.details)
        return any(_for_crew(order.details) != mine for order in orders)

    def edit(self, details: Details) -> None:
        """Take over the form as it stands now; it is saved after a short rest."""
        draft = self.draft
        if draft is None or details == draft.details:
            return
        moved = details.scene.point != draft.details.scene.point
        draft.details = details if draft.level_by_hand else self._with_level(details)
        draft.unsaved = True
        self._rest.start()
        if not self._bound.isActive():
            self._bound.start()
        self.changed.emit()
        if moved:
            self.placed.emit()

    def typed(self, field_name: str) -> str | None:
        """Give what stands in a search field and was not taken over yet."""
        return self.draft.typed.get(field_name) if self.draft is not None else None

    def type(self, field_name: str, words: str | None) -> None:
        """Remember what stands in a search field; None once it was taken over."""
        if (draft := self.draft) is None:
            return
        if words is None:
            draft.typed.pop(field_name, None)
        else:
            draft.typed[field_name] = words
        self.touched.emit()

    def pick(self, point: Point, *, meeting: bool = False, near: str = "") -> None:
        """Take a point from the map for the scene, or for the meeting point.

        Words that somebody gave stay; else `near` says what stands there, where that is known.
        """
        old = self.details.meeting_point if meeting else self.details.scene
        words = old.text if old.text and old.text != self._named_by_map else ""
        if not words:
            words = near or f"图上定点 {point[0]:.5f}, {point[1]:.5f}"
            self._named_by_map = words
        self.take_place(Place(words, point, Precision.PICKED), meeting=meeting)

    def take_place(self, place: Place, *, meeting: bool = False) -> None:
        """Take a place for the scene, or for the meeting point."""
        if meeting:
            self.edit(replace(self.details, meeting_point=place))
        else:
            self.edit(replace(self.details, scene=place))

    def want(self, hospital_id: HospitalId) -> None:
        """Put the hospital on the form to which the patient shall go."""
        self.edit(replace(self.details, destination=hospital_id))
        self.save()

    def set_level(self, details: Details) -> None:
        """Take over a level chosen by a person; no proposal changes it any more."""
        if (draft := self.draft) is not None:
            draft.level_by_hand = True
            self.edit(replace(details, level_reason=BY_HAND))

    @property
    def level_by_hand(self) -> bool:
        """Whether a person chose the level."""
        return self.draft is not None and self.draft.level_by_hand

    def save(self) -> None:
        """Send every form that the server may not have, now; one on its way is waited for."""
        self._rest.stop()
        self._bound.stop()
        for incident_id, draft in list(self._drafts.items()):
            if draft.unsaved and draft.answered:
                self._send(incident_id, draft)

    def unfinished(self) -> dict[IncidentId, KeptForm]:
        """Return the forms that the server may not have as they stand."""
        return {
            incident_id: KeptForm(draft.base, draft.details, dict(draft.typed))
            for incident_id, draft in self._drafts.items()
            if draft.unsaved or not draft.answered or draft.typed
        }

    def restore(self, incident_id: IncidentId, kept: KeptForm) -> None:
        """Bring back a form kept before a crash, with what others wrote on it since."""
        incident = self._mirror.board.incidents.get(incident_id)
        if incident is None or incident.state in INCIDENT_ENDS:
            return
        draft = self._drafts.setdefault(incident_id, _draft(incident.details))
        draft.details = merged(kept.base, kept.details, draft.details)
        draft.typed = {**kept.typed, **draft.typed}
        draft.unsaved = draft.details != incident.details
        self.save()
        self.changed.emit()
        self.placed.emit()

    def prefill(self, call: Call) -> None:
        """Begin an empty form with what the call tells: number, and where it is installed."""
        draft = self.draft
        if draft is None or draft.details != EMPTY:
            return
        details = replace(EMPTY, contact_phone=call.ani or "")
        if (known := call.subscriber) is not None:
            scene = Place(known.address, known.point, known.precision)
            details = replace(details, scene=scene)
        self.edit(details)

    def _with_level(self, details: Details) -> Details:
        level, reason = self._complaints.suggest(details)
        if level is None:
            return details
        return replace(details, level=level, level_reason=reason)

    def _send(self, incident_id: IncidentId, draft: Draft) -> None:
        incident = self._mirror.board.incidents.get(incident_id)
        if incident is None or incident.state in INCIDENT_ENDS:
            return
        command = DescribeIncident(
            command_id=new_command_id(),
            incident_id=incident_id,
            details=draft.details,
            base=draft.known,
        )
        draft.send(command.command_id)
        self._commands.send(command, lambda answer: self._on_outcome(command, draft, answer))

    def _on_outcome(self, sent: DescribeIncident, draft: Draft, answer: CommandAnswer) -> None:
        if answer.outcome is CommandOutcome.DONE:
            incident = self._mirror.board.incidents.get(sent.incident_id)
            theirs = incident.details if incident is not None else sent.details
            draft.keep(theirs, at=self._clock.now())
            if draft.unsaved:
                self._rest.start()
        else:
            is_new = draft.fault != answer.sentence
            again = self._clock.now() + AGAIN_AFTER if _may_yet_be_kept(answer) else None
            draft.fail(answer.sentence, again_at=again)
            if is_new and again is None:
                self.told.emit(answer)
        self.changed.emit()

    def _on_ticked(self) -> None:
        """Send again, without being asked, what the server did not take."""
        now = self._clock.now()
        due = (one.again_at for one in self._drafts.values() if one.again_at is not None)
        if any(at <= now for at in due):
            self.save()

    def _on_switched(self) -> None:
        self.save()
        call = self._chosen.call
        if call is not None and self._chosen.taking:
            self.prefill(call)
        self.changed.emit()
        self.placed.emit()

    def _on_changed(self, kind: str, thing: str) -> None:
        if kind == "incidents" and thing not in self._mirror.board.incidents:
            self._drafts.pop(IncidentId(thing), None)

    def _on_recorded(self, recorded: Recorded) -> None:
        if not isinstance(recorded.event, IncidentDescribed):
            return
        draft = self._drafts.get(recorded.event.incident_id)
        if draft is None:
            return
        before = draft.details
        draft.take_over(recorded.event.details, by=recorded.command_id)
        if draft.details != before:
            self.changed.emit()

    def _on_replaced(self) -> None:
        """Take over the new board, and send what it lacks."""
        incidents = self._mirror.board.incidents
        self._drafts = {key: one for key, one in self._drafts.items() if key in incidents}
        for incident_id, draft in self._drafts.items():
            draft.begin_anew(incidents[incident_id].details)
        self.save()
        self.changed.emit()


def _for_crew(details: Details) -> Details:
    """Give what an order tells its crew of a form."""
    return replace(details, level_reason="", destination=None)


def _draft(details: Details) -> Draft:
    return Draft(details, base=details, level_by_hand=details.level_reason == BY_HAND)


def _may_yet_be_kept(answer: CommandAnswer) -> bool:
    """Tell an answer that says nothing against the form itself."""
    return answer.outcome is CommandOutcome.UNKNOWN or answer.code in {NOT_KEPT, SIGNED_OUT_CODE}
