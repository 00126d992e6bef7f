"""The search box on the map: a find is looked at; Ctrl+Enter puts it on the form."""

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.map.canvas import MapCanvas
from dispatch_console.viewmodels.map_search import MapFind, MapSearch
from dispatch_console.widgets.keys import plain
from dispatch_console.widgets.place_field import PlaceField


class MapSearchField(PlaceField):
    """`looked` and `placed` carry the find; `left` says that the map wants the focus back."""

    looked = pyqtSignal(object)
    put_on_form = pyqtSignal(object)
    left = pyqtSignal()

    def __init__(
        self, search: MapSearch | None, canvas: MapCanvas, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._search = search
        self._canvas = canvas
        self._found: tuple[MapFind, ...] = ()
        self.setObjectName("map_search")
        self.setPlaceholderText(self.tr("查地点、路口、医院、车号　Ctrl+F"))
        self.setAccessibleName(self.tr("地图查找"))
        self.hint.setText(self.tr("Enter 看　Ctrl+Enter 作现场　Esc 收"))
        self.setEnabled(search is not None)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.searched.connect(self._look_up)
        self.taken.connect(self._take_find)
        self.kept.connect(self._keep_first)

    def open_search(self) -> None:
        """Take the focus with everything marked, so that typing begins anew."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        if self.text():
            self._look_up(self.text())

    def _look_up(self, typed: str) -> None:
        if self._search is None:
            return
        self._found = self._search.find(plain(typed), near=self._canvas.view.centre)
        self.offer([find.suggestion for find in self._found])

    def _take_find(self, row: int) -> None:
        if row < len(self._found):
            find = self._found[row]
            self.setText(find.suggestion.title)
            self.looked.emit(find)
            self.left.emit()

    def _keep_first(self) -> None:
        chosen = self._found[0] if self._found else None
        if chosen is not None and chosen.place is not None:
            self.looked.emit(chosen)
            self.put_on_form.emit(chosen)
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        was_offering = self.offering
        super().keyPressEvent(event)
        escape = event is not None and event.key() == Qt.Key.Key_Escape
        if escape and event is not None and not was_offering:
            event.accept()
            self.left.emit()

    def event(self, event: QEvent | None) -> bool:
        """Keep Esc for the field while it has the focus."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)
