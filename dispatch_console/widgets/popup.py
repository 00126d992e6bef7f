"""A panel over a window that is not modal: it takes the focus, and gives it back when it goes."""

from PyQt6.QtCore import QRect, Qt, pyqtSignal
from PyQt6.QtWidgets import QApplication, QFrame, QWidget


class Popup(QFrame):
    """Goes away by Esc or when the focus goes elsewhere in its window; nothing typed is lost."""

    dismissed = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._before: QWidget | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether it stands on the window now."""
        return not self.isHidden()

    def open_over(self, area: QRect, *, focus: QWidget | None = None) -> None:
        """Stand over an area of the window, with the focus on one of its parts or on itself."""
        window = self.window()
        if not self.is_open:
            self._before = window.focusWidget() if window is not None else None
        self.setGeometry(area)
        self.show()
        self.raise_()
        (focus or self).setFocus(Qt.FocusReason.PopupFocusReason)

    def close_popup(self) -> None:
        """Go away and give the focus back."""
        before, self._before = self._before, None
        self._leave()
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        if self.is_open:
            self.hide()
            self.dismissed.emit()

    def _on_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        elsewhere = now is not None and now is not self and not self.isAncestorOf(now)
        if elsewhere and self.is_open and now is not None and now.window() is self.window():
            self._leave()
