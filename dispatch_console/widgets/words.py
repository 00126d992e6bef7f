"""A label whose size, tone and weight come from the tokens."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QWidget


class Words(QLabel):
    """Shows plain words; `size` and `tone` are names of the tokens."""

    def __init__(
        self,
        words: str = "",
        *,
        size: str = "small",
        tone: str = "body",
        bold: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", size)
        self.setProperty("tone", tone)
        if bold:
            self.setProperty("weight", "bold")

    def set_tone(self, tone: str) -> None:
        """Change the tone; does nothing when it is worn already."""
        if self.property("tone") == tone:
            return
        self.setProperty("tone", tone)
        style = self.style()
        if style is not None:
            style.unpolish(self)
            style.polish(self)
