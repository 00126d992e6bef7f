"""One incident to look at: its facts, and its course step by step."""

from typing import Final

from PyQt6.QtCore import QModelIndex, QPointF, QRectF, QSize
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from dispatch_console.mirror import Mirror
from dispatch_console.theme.fonts import BODY
from dispatch_console.theme.palette import INCIDENTS
from dispatch_console.viewmodels.chosen_incident import ChosenIncident
from dispatch_console.viewmodels.incident_facts import FACT_LABELS, incident_facts
from dispatch_console.viewmodels.order_timeline import OrderTimeline, Progress, StepRow
from dispatch_console.viewmodels.row_model import ROW
from dispatch_console.viewmodels.wording import together
from dispatch_console.widgets.marks import link_light, vehicle_sign
from dispatch_console.widgets.panel import Hairline, Panel
from dispatch_console.widgets.pen import RIGHT, icon, rule, text
from dispatch_console.widgets.row_list import RowDelegate, RowList
from dispatch_console.widgets.status_plate import LevelPlate, StatusPlate
from dispatch_console.widgets.words import Words
from dispatch_server.contract.entities import Incident
from dispatch_server.contract.states import INCIDENT_ENDS

_STEP: Final = 34
_STRONG_FACTS: Final = 3
_RAIL: Final = 112
_WORD: Final = 136
_NOTE: Final = 330


class StepDelegate(RowDelegate):
    """A step on the rail: done, next, later or broken off."""

    draws_lines = False

    def row_height(self, _index: QModelIndex) -> int:
        return _STEP

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, StepRow):
            return
        middle = _STEP / 2
        self._rail(pen, index, row)
        text(pen, QRectF(12, 0, _RAIL - 32, _STEP), row.time, tone="quiet", align=RIGHT)
        next_one = row.progress is Progress.NEXT
        tone = {Progress.LATER: "hint", Progress.BROKEN: "red"}.get(row.progress, "strong")
        word = QRectF(_WORD, 0, _NOTE - _WORD - 8, _STEP)
        text(pen, word, row.word, px=BODY, tone=tone, bold=next_one or on)
        note = QRectF(_NOTE, 0, size.width() - _NOTE - 12, _STEP)
        text(pen, note, row.note, tone="cyan" if next_one else "quiet", bold=next_one)
        centre = QPointF(_RAIL, middle)
        if row.progress is Progress.DONE:
            icon(pen, "mdi6.check-circle", centre - QPointF(8, 8), tone="green")
        elif row.progress is Progress.BROKEN:
            icon(pen, "mdi6.close-circle", centre - QPointF(8, 8), tone="red")
        elif next_one:
            vehicle_sign(pen, centre, "departed", heading=90, radius=8)
        else:
            link_light(pen, centre, "unknown", radius=6)

    def _rail(self, pen: QPainter, index: QModelIndex, row: StepRow) -> None:
        model = index.model()
        reach = _STEP / 2 - 9
        if index.row() > 0:
            tone = "green.fg" if row.progress is Progress.DONE else "bg.line"
            rule(pen, QRectF(_RAIL - 1, 0, 2, reach), tone)
        if model is not None and index.row() + 1 < model.rowCount():
            after = model.index(index.row() + 1, 0).data(ROW)
            done = isinstance(after, StepRow) and after.progress is Progress.DONE
            rule(pen, QRectF(_RAIL - 1, _STEP - reach, 2, reach), "green.fg" if done else "bg.line")


class IncidentPanel(Panel):
    """Read only; what may be done stands on the key bar, or nowhere: then `looks_only` is set."""

    def __init__(
        self,
        chosen: ChosenIncident,
        timeline: OrderTimeline,
        mirror: Mirror,
        *,
        looks_only: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", padding=0, parent=parent)
        self._chosen = chosen
        self._looks_only = looks_only
        self._timeline = timeline
        self._mirror = mirror
        self.setObjectName("incident_panel")
        self.state = StatusPlate()
        self.level = LevelPlate()
        self.head.addWidget(self.state)
        self.head.addWidget(self.level)
        self._facts = [Words(size="body") for _ in FACT_LABELS]
        self.course = Words(size="body", tone="strong", bold=True)
        self.course.setContentsMargins(10, 8, 10, 4)
        empty = self.tr("没有选中的事件　按 Ctrl+1…9 选，或等待来电")
        self.steps = RowList(timeline.model, StepDelegate(), empty=empty, choosable=False)
        self.steps.setObjectName("order_timeline")
        self.steps.setAccessibleName(self.tr("处置过程"))
        self._lay_out_body()
        chosen.switched.connect(self.refresh)
        chosen.changed.connect(self.refresh)
        timeline.changed.connect(self.refresh)
        self.refresh()

    def _lay_out_body(self) -> None:
        self.body.setSpacing(0)
        self.about = QWidget()
        about = QVBoxLayout(self.about)
        about.setContentsMargins(0, 0, 0, 0)
        about.setSpacing(0)
        about.addLayout(self._fact_grid())
        about.addWidget(Hairline())
        about.addWidget(self.course)
        self.body.addWidget(self.about)
        self.body.addWidget(self.steps, 1)

    def _fact_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(10, 12, 10, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for line, (label, value) in enumerate(zip(FACT_LABELS, self._facts, strict=True)):
            name = Words(label, tone="quiet")
            name.setFixedWidth(72)
            value.setFixedHeight(24)
            value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            grid.addWidget(name, line, 0)
            grid.addWidget(value, line, 1)
        return grid

    def refresh(self) -> None:
        """Read the incident anew."""
        incident = self._chosen.incident
        self.about.setVisible(incident is not None)
        if incident is None:
            self.title.setText(self.tr("选中事件"))
            self.note.setText("")
            self.state.set_sign(None)
            self.level.set_level(None)
            self.right.setText("")
            return
        details = incident.details
        self.title.setText(together([str(incident.number), details.complaint]))
        self.note.setText(details.scene.text)
        ended = self._looks_only or incident.state in INCIDENT_ENDS
        self.right.setText("" if ended else self.tr("Ctrl+E 改单"))
        self.state.set_sign(INCIDENTS[incident.state])
        self.level.set_level(details.level.value if details.level is not None else None)
        self.course.setText(self._timeline.title)
        self._show_facts(incident)

    def _show_facts(self, incident: Incident) -> None:
        values = incident_facts(self._mirror.board, incident)
        for line, (words, value) in enumerate(zip(self._facts, values, strict=True)):
            words.setText(value)
            words.setToolTip(value)
            words.set_tone("strong" if line < _STRONG_FACTS else "body")
