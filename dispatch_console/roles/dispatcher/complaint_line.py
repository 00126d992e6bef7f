"""The complaint: typed as hanzi, pinyin or initials; three fitting words stand beside it."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QInputMethodEvent, QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QWidget

from dispatch_console.viewmodels.complaints import Complaints
from dispatch_console.widgets.choice_row import Choice, ChoiceRow
from dispatch_console.widgets.keys import bare_key, is_enter, plain


class ComplaintField(QLineEdit):
    """Enter takes the first fitting word, a digit one of the three; else what was typed."""

    complained = pyqtSignal(str)
    pending = pyqtSignal(object)

    def __init__(self, complaints: Complaints, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._complaints = complaints
        self._complaint = ""
        self._composing = False
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferLatin)
        self.offers = ChoiceRow(())
        self.offers.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.offers.setObjectName("complaint_offers")
        self.offers.chosen.connect(self._take_over)
        self.textEdited.connect(self.pending.emit)
        self.textEdited.connect(self._offer)
        self._offer("")

    def show_complaint(self, complaint: str, typed: str | None) -> None:
        """Show the complaint on the form, or what is being typed instead of it."""
        self._complaint = complaint
        words = complaint if typed is None else typed
        if self.text() != words:
            self.setText(words)
        self._offer("" if typed is None else typed)
        self.offers.set_values(frozenset({complaint}))

    def settle(self) -> None:
        """Take over the first fitting word, or what was typed where none fits."""
        typed = plain(self.text()).strip()
        if typed == self._complaint:
            self.pending.emit(None)
            return
        found = self._complaints.find(typed) if typed else ()
        self._take_over(found[0].word if found else typed)

    def inputMethodEvent(self, event: QInputMethodEvent | None) -> None:  # noqa: N802 - Qt's name
        self._composing = event is not None and bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None or self._composing:
            super().keyPressEvent(event)
            return
        pressed = bare_key(event)
        digits = {choice.key: choice.value for choice in self.offers.choices}
        if pressed in digits:
            self._take_over(digits[pressed])
        elif is_enter(event):
            if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.settle()
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _offer(self, typed: str) -> None:
        found = list(self._complaints.find(plain(typed)))
        current = self._complaints.named(self._complaint)
        if not typed and current is not None and current not in found:
            found = [current, *found[:-1]]
        cells = [Choice(one.word, one.word, str(place)) for place, one in enumerate(found, 1)]
        self.offers.set_choices(cells)

    def _take_over(self, word: str) -> None:
        self.pending.emit(None)
        self.complained.emit(word)
