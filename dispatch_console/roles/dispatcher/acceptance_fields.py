"""The fields of the acceptance form, line by line, and how they show what is known."""

from typing import Final

from PyQt6.QtCore import QObject, Qt
from PyQt6.QtGui import QFocusEvent
from PyQt6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from dispatch_console.roles.dispatcher.complaint_line import ComplaintField
from dispatch_console.roles.dispatcher.form_line import LABEL_WIDTH, FormLine, choices_of
from dispatch_console.roles.dispatcher.scene_line import SceneField, ScenePlaceNote
from dispatch_console.viewmodels.dispatcher_models import Knowledge
from dispatch_console.viewmodels.form_words import (
    BREATHING_OPTIONS,
    CONSCIOUSNESS_OPTIONS,
    LEVEL_OPTIONS,
    LIFT_OPTIONS,
    NEED_OPTIONS,
    SEX_OPTIONS,
)
from dispatch_console.viewmodels.wording import telephone
from dispatch_console.widgets.choice_row import ChoiceRow, LevelRow
from dispatch_console.widgets.key_button import KeyButton
from dispatch_console.widgets.words import Words
from dispatch_server.contract.details import Details

_REASON_HEIGHT: Final = 20


class NumberField(QLineEdit):
    """A number with its unit behind; it is marked whenever it gets the focus, so digits replace it.

    Without that a digit typed behind "1 人" would make twelve patients of two.
    """

    def focusInEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        self.selectAll()


class AcceptanceFields(QObject):
    """Makes the fields and names them; the panel lays the lines out and connects them."""

    def __init__(self, knowledge: Knowledge, parent: QObject) -> None:
        super().__init__(parent)
        self.scene = SceneField(knowledge.places)
        self.meeting = SceneField(knowledge.places)
        self.note = ScenePlaceNote()
        self.pick = KeyButton(self.tr("图上定点"), "F7")
        self.complaint = ComplaintField(knowledge.complaints)
        self.floor, self.count, self.age = QLineEdit(), NumberField(), NumberField()
        self.phone, self.destination = QLineEdit(), QLineEdit()
        self.lift = ChoiceRow(choices_of(LIFT_OPTIONS))
        self.sex = ChoiceRow(choices_of(SEX_OPTIONS))
        self.consciousness = ChoiceRow(choices_of(CONSCIOUSNESS_OPTIONS))
        self.breathing = ChoiceRow(choices_of(BREATHING_OPTIONS))
        self.level = LevelRow(choices_of(LEVEL_OPTIONS))
        self.reason = Words(tone="quiet")
        self.needs = ChoiceRow(choices_of(NEED_OPTIONS), multiple=True)
        self.notes = QPlainTextEdit()
        self._name_fields()
        self.lines = self._make_lines()
        self.notes_line = FormLine(self.tr("备注"), (self.notes, 1))

    @property
    def order(self) -> tuple[QWidget, ...]:
        """The fields in the order in which Enter goes through them."""
        return (
            self.scene,
            self.meeting,
            self.floor,
            self.lift,
            self.complaint,
            self.count,
            self.sex,
            self.age,
            self.consciousness,
            self.breathing,
            self.level,
            self.needs,
            self.phone,
            self.notes,
        )

    def show_missing(self, missing: tuple[str, ...]) -> None:
        """Mark the lines that still want an answer."""
        for line in self.lines:
            if isinstance(line, FormLine):
                line.set_missing(line.label in missing)

    def show_details(self, details: Details, *, by_hand: bool) -> None:
        """Show what is known; the words being typed are left alone."""
        _say(self.floor, details.floor)
        _say(self.count, self.tr("{} 人").format(details.patient_count))
        age = self.tr("{} 岁").format(details.age) if details.age is not None else ""
        _say(self.age, age)
        _say(self.phone, telephone(details.contact_phone) if details.contact_phone else "")
        if self.notes.toPlainText() != details.notes:
            self.notes.blockSignals(True)
            self.notes.setPlainText(details.notes)
            self.notes.blockSignals(False)
        self.lift.set_values(_chosen(details.lift))
        self.sex.set_values(_chosen(details.sex))
        self.consciousness.set_values(_chosen(details.consciousness))
        self.breathing.set_values(_chosen(details.breathing))
        self.needs.set_values(frozenset(need.value for need in details.needs))
        level = str(details.level.value) if details.level is not None else None
        self.level.set_values(_chosen(level))
        self.level.set_origin(self.tr("人工") if by_hand else self.tr("自动"))
        self.reason.setText(details.level_reason)

    def _name_fields(self) -> None:
        named: dict[str, QWidget] = {
            "scene": self.scene,
            "meeting_point": self.meeting,
            "pick_on_map": self.pick,
            "floor": self.floor,
            "lift": self.lift,
            "complaint": self.complaint,
            "patient_count": self.count,
            "sex": self.sex,
            "age": self.age,
            "consciousness": self.consciousness,
            "breathing": self.breathing,
            "level": self.level,
            "level_reason": self.reason,
            "needs": self.needs,
            "contact_phone": self.phone,
            "destination": self.destination,
            "notes": self.notes,
        }
        for name, widget in named.items():
            widget.setObjectName(name)
        self.scene.setPlaceholderText(self.tr("拼音、首字母、门牌或路口"))
        self.meeting.setPlaceholderText(self.tr("不填：同现场地址"))
        self.floor.setPlaceholderText(self.tr("楼层房号"))
        self.age.setPlaceholderText(self.tr("年龄"))
        self.destination.setPlaceholderText(self.tr("不填：到场后定"))
        self.destination.setReadOnly(True)
        self.destination.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.notes.setTabChangesFocus(True)
        self.notes.setMinimumHeight(40)
        self.reason.setFixedHeight(_REASON_HEIGHT)
        self.reason.setContentsMargins(LABEL_WIDTH + 8, 0, 0, 0)

    def _make_lines(self) -> tuple[QWidget, ...]:
        self.complaint.setAccessibleName(self.tr("主诉"))
        return (
            FormLine(self.tr("现场地址"), (self.scene, 1)),
            self.note,
            FormLine(self.tr("等车地点"), (self.meeting, 1), (self.pick, 0)),
            FormLine(self.tr("楼层电梯"), (self.floor, 1), (self.lift, 3)),
            FormLine(self.tr("主诉"), (self.complaint, 1), (self.complaint.offers, 3)),
            FormLine(self.tr("患者"), (self.count, 1), (self.sex, 3), (self.age, 1)),
            FormLine(self.tr("意识"), (self.consciousness, 1)),
            FormLine(self.tr("呼吸"), (self.breathing, 1)),
            FormLine(self.tr("级别"), (self.level, 1)),
            self.reason,
            FormLine(self.tr("特殊需要"), (self.needs, 1)),
            FormLine(self.tr("联系电话"), (self.phone, 1)),
            FormLine(self.tr("送往医院"), (self.destination, 1)),
        )


def _say(field: QLineEdit, words: str) -> None:
    if not field.hasFocus() and field.text() != words:
        field.setText(words)


def _chosen(value: str | None) -> frozenset[str]:
    return frozenset({value}) if value is not None else frozenset()
