"""One incident laid over a window to be read: its facts and course, and its whole record."""

from typing import Final

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatch_console.viewmodels.incident_view import IncidentView
from dispatch_console.widgets.incident_panel import IncidentPanel
from dispatch_console.widgets.key_button import KeyCap
from dispatch_console.widgets.log_panel import LogPanel
from dispatch_console.widgets.popup import Popup

_MARGIN: Final = 8
_FACTS_WIDTH: Final = 640


class IncidentSheet(Popup):
    """Nothing can be changed here; Esc puts it away, arrows move through the record."""

    def __init__(self, view: IncidentView, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self.setObjectName("incident_sheet")
        self.facts = IncidentPanel(view.chosen, view.timeline, view.record, looks_only=True)
        self.facts.setFixedWidth(_FACTS_WIDTH)
        self.log = LogPanel(view.log, beside_messages=False)
        self.log.head.addWidget(KeyCap("Esc", self.tr("收")))
        columns = QHBoxLayout()
        columns.setSpacing(_MARGIN)
        columns.addWidget(self.facts)
        columns.addWidget(self.log, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.addLayout(columns)
        view.changed.connect(self._on_changed)
        self.dismissed.connect(view.close)
        self._area = QRect()

    def place_over(self, area: QRect) -> None:
        """Say where it will stand, and move there when it is open."""
        self._area = area
        if self.is_open:
            self.setGeometry(area)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.close_popup()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            bar = self.log.rows.verticalScrollBar()
            if bar is not None:
                step = bar.singleStep() * 3
                bar.setValue(bar.value() + (step if event.key() == Qt.Key.Key_Down else -step))
        else:
            event.ignore()

    def _on_changed(self) -> None:
        if self._view.is_open and not self.is_open:
            self.open_over(self._area)
