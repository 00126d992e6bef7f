"""One line of the form: a label of fixed width, and what is asked beside it."""

from typing import Final

from PyQt6.QtWidgets import QHBoxLayout, QWidget

from dispatch_console.viewmodels.form_words import Option
from dispatch_console.widgets.choice_row import Choice
from dispatch_console.widgets.words import Words

LABEL_WIDTH: Final = 80


class FormLine(QWidget):
    """A label that turns amber, with a dot, while a must-have field is empty."""

    def __init__(self, label: str, *parts: tuple[QWidget, int]) -> None:
        super().__init__()
        self._label = label
        self.name = Words(label, tone="quiet")
        self.name.setFixedWidth(LABEL_WIDTH)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.name)
        for widget, stretch in parts:
            layout.addWidget(widget, stretch)
            if not widget.accessibleName():
                widget.setAccessibleName(label)

    @property
    def label(self) -> str:
        """The label without its dot."""
        return self._label

    def set_missing(self, missing: bool) -> None:
        """Show whether the field still wants an answer."""
        self.name.setText(f"● {self._label}" if missing else self._label)
        self.name.set_tone("amber" if missing else "quiet")


def choices_of(options: tuple[Option, ...]) -> tuple[Choice, ...]:
    """Give the cells of the form's options."""
    return tuple(Choice(option.value, option.word, option.key) for option in options)
