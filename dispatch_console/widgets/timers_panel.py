"""The running incidents with their red timers, to be opened and read."""

from PyQt6.QtWidgets import QWidget

from dispatch_console.viewmodels.running_incidents import RunningIncidents
from dispatch_console.viewmodels.wording import together
from dispatch_console.widgets.key_button import KeyCap
from dispatch_console.widgets.panel import Panel
from dispatch_console.widgets.row_list import KeyList
from dispatch_console.widgets.running_panel import IncidentDelegate


class TimersPanel(Panel):
    """Waiting for a vehicle first, then overdue, then by what is left; Enter opens one."""

    def __init__(self, running: RunningIncidents, parent: QWidget | None = None) -> None:
        super().__init__("", padding=0, parent=parent)
        self._running = running
        self.setObjectName("timers_panel")
        self.title.setText(self.tr("红色计时"))
        self.right.set_tone("red")
        self.head.addWidget(KeyCap("Enter", self.tr("看")))
        empty = self.tr("没有在办事件　受理的事件按缓急排在这里")
        self.rows = KeyList(running.model, IncidentDelegate(), empty=empty, panel=self)
        self.rows.setObjectName("red_timers")
        self.rows.setAccessibleName(self.tr("红色计时"))
        self.body.addWidget(self.rows)
        running.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        rows = self._running.rows
        self.note.setText(self.tr("{} 件　Ctrl+1…9 看").format(len(rows)) if rows else "")
        overdue = sum(row.overdue for row in rows)
        waiting = sum(row.waiting for row in rows)
        words = [
            self.tr("待派 {}").format(waiting) if waiting else "",
            self.tr("超时 {}").format(overdue) if overdue else "",
        ]
        self.right.setText(together(words))
