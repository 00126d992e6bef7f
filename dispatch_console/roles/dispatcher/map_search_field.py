"""The search box on the map: a find is looked at; Ctrl+Enter puts it on the form."""

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.map.canvas import MapCanvas
from dispatch_console.viewmodels.map_search import MapFind, MapSearch
from dispatch_console.viewmodels.place_finder import PlaceFinder
from dispatch_console.viewmodels.place_search import Find
from dispatch_console.widgets.keys import is_enter, plain
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
        self._found_for = ""
        self._finder = PlaceFinder(search.places) if search is not None else None
        if self._finder is not None:
            self._finder.answered.connect(self._show_found)
        self.setObjectName("map_search")
        self.setPlaceholderText(self.tr("查地点、路口、医院、车号　Ctrl+F"))
        self.setAccessibleName(self.tr("地图查找"))
        self.hint.setText(self.tr("Enter 看　Ctrl+Enter 作现场　Esc 收"))
        self.setEnabled(search is not None)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.searched.connect(self._look_up)
        self.taken.connect(self._take_find)
        self.kept.connect(self._keep_first)

    @property
    def _is_searching(self) -> bool:
        return self._finder is not None and self._finder.is_busy

    def open_search(self) -> None:
        """Take the focus with everything marked, so that typing begins anew."""
        self._found_for = ""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        if self.text():
            self._look_up(self.text())

    def _look_up(self, typed: str) -> None:
        if self._finder is not None:
            self._finder.ask(plain(typed).strip(), near=self._canvas.view.centre)

    def _show_found(self, words: str, places: tuple[Find, ...]) -> None:
        """Offer what was found, unless other words stand there by now."""
        if self._search is not None and words == plain(self.text()).strip():
            self._found, self._found_for = self._search.joined(words, places), words
            self.offer([find.suggestion for find in self._found])

    def _found_now(self) -> tuple[MapFind, ...]:
        """Return the finds for what stands there; hands quicker than the search wait for it."""
        words = plain(self.text()).strip()
        if self._search is not None and self._finder is not None and words != self._found_for:
            self._finder.forget()
            self._found = self._search.find(words, near=self._canvas.view.centre)
            self._found_for = words
        return self._found

    def _take_find(self, row: int) -> None:
        found = self._found if row else self._found_now()
        if row < len(found):
            find = found[row]
            self.setText(find.suggestion.title)
            self.looked.emit(find)
            self.left.emit()

    def _keep_first(self) -> None:
        found = self._found_now()
        chosen = found[0] if found else None
        if chosen is not None and chosen.place is not None:
            self.looked.emit(chosen)
            self.put_on_form.emit(chosen)
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        was_offering = self.offering
        if event is not None and is_enter(event) and not was_offering and self._is_searching:
            event.accept()
            self._take_find(0)
            return
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
