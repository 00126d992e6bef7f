"""The acceptance form: thirteen lines, worked by Enter and Shift+Enter alone."""

from dataclasses import replace
from typing import Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QWidget

from dispatch_console.roles.dispatcher.acceptance_fields import AcceptanceFields
from dispatch_console.roles.dispatcher.scene_line import SceneField
from dispatch_console.viewmodels.acceptance_form import AcceptanceForm
from dispatch_console.viewmodels.chosen_incident import ChosenIncident
from dispatch_console.viewmodels.dispatcher_models import Knowledge
from dispatch_console.viewmodels.wording import time_of_day, together
from dispatch_console.widgets.keys import is_enter, plain
from dispatch_console.widgets.panel import Panel
from dispatch_server.contract.details import (
    Breathing,
    Consciousness,
    Details,
    Lift,
    Need,
    Place,
    Precision,
    Sex,
)
from dispatch_server.contract.states import Level

_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier


class AcceptancePanel(Panel):
    """Shows the form's model and puts every change into it at once."""

    pick_asked = pyqtSignal()

    def __init__(
        self,
        form: AcceptanceForm,
        chosen: ChosenIncident,
        knowledge: Knowledge,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", padding=10, parent=parent)
        self._form = form
        self._chosen = chosen
        self.setObjectName("acceptance_panel")
        self.fields = AcceptanceFields(knowledge, self)
        for line in self.fields.lines:
            self.body.addWidget(line)
        self.body.addWidget(self.fields.notes_line, 1)
        self._connect_places()
        self._connect_words()
        self._connect_choices()
        form.changed.connect(self.refresh)
        chosen.switched.connect(self.refresh)
        chosen.changed.connect(self.refresh)
        self.refresh()

    def focus_first(self) -> None:
        """Put the focus into the scene, or into the complaint when the scene is sure."""
        scene = self._form.details.scene
        sure = scene.point is not None and scene.precision is Precision.HOUSE
        field = self.fields.complaint if sure else self.fields.scene
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()

    @property
    def searching(self) -> bool:
        """Whether the scene is being searched for, so that what stands there is not sent."""
        typed = self._form.typed("scene")
        return typed is not None and not self._is_longer(typed)

    @property
    def is_written_in(self) -> bool:
        """Whether hands are in the middle of words: in the notes, or in a search not taken over."""
        draft = self._form.draft
        return self.fields.notes.hasFocus() or bool(draft is not None and draft.typed)

    def settle(self) -> None:
        """Take over what was only added to, before a vehicle is sent; a search is left open."""
        if self._form.typed("complaint") is not None:
            self.fields.complaint.settle()
        for name, field in self._place_fields():
            typed = self._form.typed(name)
            place = self._place(name)
            if typed is not None and place.text and typed.startswith(place.text):
                field.settle()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None or not is_enter(event):
            super().keyPressEvent(event)
            return
        back = bool(event.modifiers() & _SHIFT)
        focus = self.focusWidget()
        if isinstance(focus, SceneField) and not back:
            focus.settle()
        self._go(-1 if back else 1)

    def refresh(self) -> None:
        """Read the form anew."""
        incident, draft = self._chosen.incident, self._form.draft
        number = f" {incident.number}" if incident is not None else ""
        self.title.setText(self.tr("受理单") + number)
        fault = bool(draft is not None and draft.fault)
        saved = draft.saved_at if draft is not None else None
        words = self.tr("自动保存 {}").format(time_of_day(saved)) if saved is not None else ""
        if self._chosen.reopened:
            words = together([words, self.tr("Ctrl+E 收起")])
        self.note.setText(self.tr("未保存到服务器") if fault else words)
        self.note.set_tone("red" if fault else "quiet")
        missing = self._form.missing if incident is not None else ()
        wanted = self.tr("还缺 {} 项：{}").format(len(missing), "　".join(missing))
        stale = self.tr("已派的单不会跟着改，打电话告知分站")
        self.right.setText(stale if self._form.outruns_orders else wanted if missing else "")
        self.right.set_tone("amber")
        self.fields.show_missing(missing)
        self._show_details(self._form.details)

    def _show_details(self, details: Details) -> None:
        fields = self.fields
        for name, field in self._place_fields():
            field.show_place(self._place(name), self._form.typed(name))
        typed = self._form.typed("scene")
        looking = fields.scene.offering or fields.scene.is_searching
        nothing = bool(typed) and not looking and not self._is_longer(typed)
        fields.note.show_place(
            details.scene,
            typing=self.searching,
            nothing_found=nothing and fields.scene.hasFocus(),
        )
        fields.complaint.show_complaint(details.complaint, self._form.typed("complaint"))
        fields.show_details(details, by_hand=self._form.level_by_hand)
        fields.destination.setText(self._form.destination_name)

    def _is_longer(self, typed: str | None) -> bool:
        placed = self._form.details.scene
        return bool(typed) and placed.point is not None and str(typed).startswith(placed.text)

    def _place_fields(self) -> tuple[tuple[str, SceneField], ...]:
        return (("scene", self.fields.scene), ("meeting_point", self.fields.meeting))

    def _place(self, name: str) -> Place:
        details = self._form.details
        return details.scene if name == "scene" else details.meeting_point

    def _go(self, step: int) -> None:
        order: list[QWidget] = list(self.fields.order)
        focus = self.focusWidget()
        place = order.index(focus) if focus in order else -1
        target = order[max(0, min(len(order) - 1, place + step))]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(target, QLineEdit):
            target.selectAll()
        self.refresh()

    def _connect_places(self) -> None:
        self.fields.scene.placed.connect(self._set_scene)
        self.fields.meeting.placed.connect(self._set_meeting)
        self.fields.pick.clicked.connect(self.pick_asked)
        for name, field in self._place_fields():
            field.answered.connect(self.refresh)
            field.kept.connect(lambda: self._go(1))
            field.pending.connect(lambda words, name=name: self._note_typed(name, words))

    def _connect_words(self) -> None:
        fields, form = self.fields, self._form
        fields.complaint.pending.connect(lambda words: form.type("complaint", words))
        fields.complaint.complained.connect(self._set_complaint)
        fields.floor.textEdited.connect(self._set_floor)
        fields.count.textEdited.connect(self._set_count)
        fields.age.textEdited.connect(self._set_age)
        fields.phone.textEdited.connect(self._set_phone)
        fields.notes.textChanged.connect(self._set_notes)

    def _connect_choices(self) -> None:
        fields, put = self.fields, self._form.edit
        fields.lift.chosen.connect(lambda v: put(replace(self._now, lift=Lift(v))))
        fields.sex.chosen.connect(lambda v: put(replace(self._now, sex=Sex(v))))
        fields.consciousness.chosen.connect(
            lambda v: put(replace(self._now, consciousness=Consciousness(v)))
        )
        fields.breathing.chosen.connect(lambda v: put(replace(self._now, breathing=Breathing(v))))
        fields.level.chosen.connect(
            lambda v: self._form.set_level(replace(self._now, level=Level(int(v))))
        )
        fields.needs.chosen.connect(self._toggle_need)

    @property
    def _now(self) -> Details:
        return self._form.details

    def _note_typed(self, name: str, words: str | None) -> None:
        self._form.type(name, words)
        self.refresh()

    def _set_scene(self, place: Place) -> None:
        self._form.edit(replace(self._now, scene=place))
        self.refresh()

    def _set_meeting(self, place: Place) -> None:
        self._form.edit(replace(self._now, meeting_point=place))
        self.refresh()

    def _set_complaint(self, word: str) -> None:
        self._form.edit(replace(self._now, complaint=word))
        self.refresh()

    def _set_floor(self, words: str) -> None:
        self._form.edit(replace(self._now, floor=plain(words)))

    def _set_count(self, words: str) -> None:
        digits = "".join(sign for sign in plain(words) if sign.isdigit())
        self._form.edit(replace(self._now, patient_count=int(digits[:4] or 1)))

    def _set_age(self, words: str) -> None:
        digits = "".join(sign for sign in plain(words) if sign.isdigit())
        self._form.edit(replace(self._now, age=int(digits[:3]) if digits else None))

    def _set_phone(self, words: str) -> None:
        self._form.edit(replace(self._now, contact_phone=plain(words).replace(" ", "")))

    def _set_notes(self) -> None:
        self._form.edit(replace(self._now, notes=self.fields.notes.toPlainText()))

    def _toggle_need(self, value: str) -> None:
        need = Need(value)
        needs = self._now.needs
        kept = tuple(one for one in Need if (one in needs) != (one == need))
        self._form.edit(replace(self._now, needs=kept))
