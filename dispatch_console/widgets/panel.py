"""A flat surface with one title row: title, note, and a word at the right."""

from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from dispatch_console.widgets.words import Words

HEAD_HEIGHT: Final = 36
PADDING: Final = 12


class Hairline(QFrame):
    """One line between a title and what it names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "line")
        self.setFixedHeight(1)


class Panel(QFrame):
    """Holds widgets under a title row; shows by its border that its keys are armed."""

    def __init__(
        self, title: str = "", *, padding: int = PADDING, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.title = Words(title, size="body", tone="strong", bold=True)
        self.note = Words(tone="quiet")
        self.right = Words(tone="quiet")
        self.right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.head = QHBoxLayout()
        self.head.setContentsMargins(PADDING - 2, 0, PADDING - 2, 0)
        self.head.setSpacing(PADDING)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(8)
        self._lay_out()

    def _lay_out(self) -> None:
        row = QWidget()
        row.setFixedHeight(HEAD_HEIGHT - 1)
        row.setLayout(self.head)
        self.head.addWidget(self.title)
        self.head.addWidget(self.note)
        self.head.addStretch(1)
        self.head.addWidget(self.right)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(row)
        outer.addWidget(Hairline())
        outer.addLayout(self.body, 1)

    @property
    def armed(self) -> bool:
        """Whether the keys of what is inside act now."""
        return bool(self.property("armed"))

    def set_armed(self, armed: bool) -> None:
        """Show or hide the focus border; nothing moves."""
        if self.armed == armed:
            return
        self.setProperty("armed", armed)
        style = self.style()
        if style is not None:
            style.unpolish(self)
            style.polish(self)
        self.update()
