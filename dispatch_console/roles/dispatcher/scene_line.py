"""The scene and the meeting point: typed, searched, taken over, and where they stand on the map."""

from dataclasses import replace
from typing import Final

from PyQt6.QtCore import QPointF, QRectF, pyqtSignal
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.viewmodels.place_finder import PlaceFinder
from dispatch_console.viewmodels.place_search import Find, PlaceSearch
from dispatch_console.viewmodels.wording import together
from dispatch_console.widgets.keys import plain
from dispatch_console.widgets.pen import Pen, icon, text
from dispatch_console.widgets.place_field import PlaceField
from dispatch_server.contract.details import Place
from dispatch_server.contract.words import PRECISION_WORDS

_INDENT: Final = 88
_HEIGHT: Final = 20


class SceneField(PlaceField):
    """Offers places as one types; what was taken over stands as a `Place`.

    Words added behind a placed address keep its point; other words lose it. The search runs beside:
    typing never waits for it, and what is offered stays until newer finds are there.
    """

    placed = pyqtSignal(object)
    pending = pyqtSignal(object)
    answered = pyqtSignal()

    def __init__(self, places: PlaceSearch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places = places
        self._place = Place("")
        self._found: tuple[Find, ...] = ()
        self._found_for = ""
        self._finder = PlaceFinder(places)
        self._finder.answered.connect(self._show_found)
        self.searched.connect(self._search)
        self.taken.connect(self._take_over)
        self.kept.connect(self._keep)

    def show_place(self, place: Place, typed: str | None) -> None:
        """Show a place, or what is being typed instead of it."""
        self._place = place
        words = place.text if typed is None else typed
        if self.text() != words:
            self.setText(words)
            self.setCursorPosition(len(words) if self.hasFocus() else 0)

    @property
    def is_searching(self) -> bool:
        """Whether finds for what stands there are still to come."""
        return self._finder.is_busy

    def settle(self) -> None:
        """Take over what stands in the field: the first find, or the bare words without one."""
        words = plain(self.text()).strip()
        self.stop_offering()
        self.pending.emit(None)
        if self._is_longer(words):
            self._place_words(words)
        elif words != self._place.text:
            found = self._found_now(words)
            self.placed.emit(found[0].place if found else Place(words))

    def _keep(self) -> None:
        """Take the words as they were typed; other words than the place's have no point yet."""
        words = plain(self.text()).strip()
        self.pending.emit(None)
        self._place_words(words)

    def _place_words(self, words: str) -> None:
        if self._is_longer(words):
            self.placed.emit(replace(self._place, text=words))
        elif words != self._place.text:
            self.placed.emit(Place(words))

    def _is_longer(self, words: str) -> bool:
        return bool(self._place.text) and words.startswith(self._place.text)

    def _search(self, typed: str) -> None:
        words = plain(typed)
        self.pending.emit(None if words == self._place.text else typed)
        if self._is_longer(words):
            self._finder.forget()
            self.stop_offering()
            return
        self._finder.ask(words, near=self._place.point)

    def _show_found(self, words: str, found: tuple[Find, ...]) -> None:
        """Offer what was found, unless other words stand there by now."""
        if words == plain(self.text()):
            self._found, self._found_for = found, words
            self.offer([find.suggestion for find in found])
            self.answered.emit()

    def _found_now(self, words: str) -> tuple[Find, ...]:
        """Return the finds for these words; hands that are quicker than the search wait for it."""
        if plain(self._found_for).strip() != words:
            self._finder.forget()
            self._found = self._places.find(words, near=self._place.point)
            self._found_for = words
        return self._found

    def _take_over(self, row: int) -> None:
        """Take a find; the first row means the first for the words that stand there now."""
        found = self._found if row else self._found_now(plain(self.text()).strip())
        if row >= len(found):
            return
        place = found[row].place
        self.pending.emit(None)
        self.placed.emit(place)


class ScenePlaceNote(QWidget):
    """One line under the scene: on the map and how sure, or why not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._good = False
        self.setObjectName("scene_note")
        self.setFixedHeight(_HEIGHT)

    @property
    def words(self) -> str:
        """What is said now."""
        return self._words

    def show_place(self, place: Place, *, typing: bool, nothing_found: bool) -> None:
        """Say how the scene stands on the map."""
        self._good = place.point is not None and not typing
        self._words = _note(place, typing=typing, nothing_found=nothing_found)
        self.setAccessibleName(self._words)
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        if not self._words:
            return
        pen = Pen(self)
        glyph = "mdi6.map-marker-check" if self._good else "mdi6.map-marker-question-outline"
        tone = "green" if self._good else "amber"
        icon(pen, glyph, QPointF(_INDENT, 1), size=18, tone=tone)
        area = QRectF(_INDENT + 24, 0, self.width() - _INDENT - 24, _HEIGHT)
        text(pen, area, self._words, tone=tone)


def _note(place: Place, *, typing: bool, nothing_found: bool) -> str:
    if nothing_found:
        return "没有找到这个地址　换个说法，或按 F7 在图上定点"
    if typing:
        return "还没选定　Enter 取第一条　Ctrl+Enter 照原话"
    if place.point is not None:
        sure = PRECISION_WORDS[place.precision] if place.precision is not None else ""
        return together(["已上图", sure])
    return "没有对上地图　改地址，或按 F7 在图上定点" if place.text else "问地址，打拼音或首字母"
