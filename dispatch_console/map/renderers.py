"""The render processes of a city: they serve every canvas, the newest view first."""

import logging
from collections import deque
from dataclasses import dataclass
from itertools import count
from time import monotonic
from typing import Final

from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QObject, QTimer, pyqtSignal
from PyQt6.QtGui import QImage

from dispatch_console.map.render_messages import TILE_SIDE, Draw, OpenCity
from dispatch_console.map.renderer import Renderer
from dispatch_console.map.tile_cache import TileCache
from dispatch_console.map.tile_grid import TileKey

log = logging.getLogger(__name__)

PROCESSES: Final = 2
MOST_WISHED: Final = 400
"""How many tiles a canvas may wait for; what lies further off is asked for later."""
_CHECK_MS: Final = 250
_AGAIN_MS: Final = (100, 400, 1_600, 6_400, 25_600)
"""How long after its first, second… end within a minute a process is started anew."""
_COUNTED_S: Final = 60.0
_GIVES_UP_AFTER: Final = 3
_CITY_AGAIN_MS: Final = 30_000
_HARMFUL: Final = 2
"""A tile at which a process ended so many times is not asked for again."""
_PARTING_MS: Final = 2_000


@dataclass(frozen=True, slots=True)
class SheetWish:
    """A sheet of names that a canvas wants; corner in sheet metres, size in device pixels."""

    look: str
    ratio: float
    west: float
    north: float
    metres_per_px: float
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What a canvas lacks for what it shows now, the most urgent first."""

    tiles: tuple[TileKey, ...] = ()
    sheet: SheetWish | None = None


class Renderers(QObject):
    """Starts the processes with the first wish and replaces the one that dies or hangs.

    `tile_came` carries a key that the cache now has; `sheet_came` a canvas, its wish and the
    picture. `fault` is a sentence for people while no map can be drawn.
    """

    tile_came = pyqtSignal(object)
    sheet_came = pyqtSignal(int, object, QImage)
    fault_changed = pyqtSignal()

    def __init__(
        self, opening: OpenCity, *, sheet_bytes: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.tiles = TileCache()
        self.fault = ""
        self._opening = opening
        self.sheet_bytes = sheet_bytes
        self._running: list[Renderer] = []
        self._wishes: dict[int, Wish] = {}
        self._asked: dict[int, tuple[int, TileKey | SheetWish]] = {}
        self._numbers = count(1)
        self._ends: deque[float] = deque(maxlen=PROCESSES * len(_AGAIN_MS))
        self._harm: dict[TileKey, int] = {}
        self._works = False
        self._joined: dict[int, QObject] = {}
        self._parting = QTimer(self)
        self._parting.setSingleShot(True)
        self._parting.setInterval(_PARTING_MS)
        self._parting.timeout.connect(self.stop)
        self._check = QTimer(self)
        self._check.setInterval(_CHECK_MS)
        self._check.timeout.connect(self._look_after)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The numbers of the processes that run."""
        return tuple(renderer.process_id for renderer in self._running)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being drawn or wished for."""
        return not self._asked and not any(
            wish.tiles or wish.sheet for wish in self._wishes.values()
        )

    def start(self) -> None:
        """Start the processes; the second waits until the first has the city's files ready."""
        if not self._works:
            self._works = True
            self._check.start()
            self._start_one()

    def stop(self) -> None:
        """End the processes; the next wish starts them again."""
        self._works = False
        self._check.stop()
        self._wishes.clear()
        self._asked.clear()
        running, self._running = self._running, []
        for renderer in running:
            renderer.stop()

    def wish(self, canvas: int, wish: Wish) -> None:
        """Replace what a canvas waits for; the canvas that asked last is served first."""
        self._wishes.pop(canvas, None)
        self._wishes[canvas] = Wish(wish.tiles[:MOST_WISHED], wish.sheet)
        self.start()
        self._feed()

    def leave(self, canvas: int) -> None:
        """Draw no more for a canvas that is not looked at."""
        self._wishes.pop(canvas, None)

    def join(self, canvas: int, layer: QObject) -> None:
        """Count a canvas in; the processes stay while there is any."""
        self._joined[canvas] = layer
        layer.destroyed.connect(self._part)
        self._parting.stop()
        self.start()

    def _part(self) -> None:
        """Count out the canvases that are gone; soon after the last one the processes end."""
        for canvas in [one for one, layer in self._joined.items() if sip.isdeleted(layer)]:
            self.leave(canvas)
            del self._joined[canvas]
        if not self._joined:
            self._parting.start()

    def _start_one(self) -> None:
        renderer = Renderer(sheet_bytes=self.sheet_bytes, parent=self)
        self._running.append(renderer)
        renderer.ready.connect(self._on_ready)
        renderer.drawn.connect(self._on_drawn)
        renderer.faulted.connect(self._on_fault)
        renderer.ended.connect(lambda why: self._on_end(renderer, why))
        renderer.start(self._opening)

    def _on_ready(self) -> None:
        if self._works and len(self._running) < PROCESSES:
            self._start_one()
        self._feed()

    def _on_drawn(self, number: int, picture: QImage) -> None:
        canvas, what = self._asked.pop(number, (0, None))
        self._say("")
        if isinstance(what, TileKey):
            self.tiles.put(what, picture)
            self.tile_came.emit(what)
        elif what is not None:
            self.sheet_came.emit(canvas, what, picture)
        self._feed()

    def _on_fault(self, number: int, words: str) -> None:
        if number == 0:
            log.warning("the map's city cannot be read: %s", words)
            self._say(self.tr("底图数据读不出来，请重新导入城市数据；列表照常可用"))
            QTimer.singleShot(_CITY_AGAIN_MS, self._open_again)
            return
        _, what = self._asked.pop(number, (0, None))
        log.warning("a piece of the map cannot be drawn: %s", words)
        if isinstance(what, TileKey):
            self._harm[what] = _HARMFUL
        self._feed()

    def _open_again(self) -> None:
        for renderer in self._running:
            if not renderer.is_ready:
                renderer.open(self._opening)

    def _on_end(self, renderer: Renderer, why: str) -> None:
        if renderer in self._running:
            self._running.remove(renderer)
        for request in renderer.asked:
            canvas, what = self._asked.pop(request.number, (0, None))
            if isinstance(what, TileKey):
                self._harm[what] = self._harm.get(what, 0) + 1
            self._wish_again(canvas, what)
        if not self._works:
            return
        log.warning("a render process of the map ended and is replaced: %s", why)
        now = monotonic()
        self._ends.append(now)
        lately = sum(1 for end in self._ends if now - end < _COUNTED_S)
        if lately >= _GIVES_UP_AFTER and not any(one.is_ready for one in self._running):
            self._say(self.tr("底图暂时画不出来，正在重试；列表照常可用"))
        QTimer.singleShot(_AGAIN_MS[min(lately, len(_AGAIN_MS)) - 1], self._replace_one)
        self._feed()

    def _wish_again(self, canvas: int, what: TileKey | SheetWish | None) -> None:
        """Put back first what a process took with it, unless its canvas wants something newer."""
        wish = self._wishes.get(canvas)
        if wish is not None and isinstance(what, TileKey):
            self._wishes[canvas] = Wish((what, *wish.tiles), wish.sheet)
        elif wish is not None and isinstance(what, SheetWish) and wish.sheet is None:
            self._wishes[canvas] = Wish(wish.tiles, what)

    def _replace_one(self) -> None:
        if self._works and len(self._running) < PROCESSES:
            self._start_one()

    def _look_after(self) -> None:
        for renderer in list(self._running):
            renderer.check()

    def _say(self, sentence: str) -> None:
        if sentence != self.fault:
            self.fault = sentence
            self.fault_changed.emit()

    def _feed(self) -> None:
        """Give every process that has room the next wish; sheets go to the first that is ready."""
        ready = [renderer for renderer in self._running if renderer.is_ready]
        if ready and not ready[0].draws_sheet:
            self._ask_for_sheet(ready[0])
        for renderer in ready:
            while renderer.has_room and not (renderer.draws_sheet and len(ready) > 1):
                found = self._next_tile()
                if found is None:
                    return
                self._ask(renderer, *found)

    def _ask_for_sheet(self, renderer: Renderer) -> None:
        for canvas, wish in reversed(self._wishes.items()):
            if wish.sheet is not None:
                self._wishes[canvas] = Wish(wish.tiles, None)
                sheet, number = wish.sheet, next(self._numbers)
                self._asked[number] = canvas, sheet
                renderer.draw(
                    Draw(
                        number=number,
                        kind="sheet",
                        look=sheet.look,
                        west=sheet.west,
                        north=sheet.north,
                        metres_per_px=sheet.metres_per_px,
                        width=sheet.width,
                        height=sheet.height,
                        ratio=sheet.ratio,
                        at=0,
                        canvas=canvas,
                    )
                )
                return

    def _next_tile(self) -> tuple[int, TileKey] | None:
        """Take the next tile that nobody draws yet; what came meanwhile is passed over."""
        coming = {what for _, what in self._asked.values()}
        for canvas, wish in reversed(self._wishes.items()):
            for place, key in enumerate(wish.tiles):
                harmful = self._harm.get(key, 0) >= _HARMFUL
                if key not in self.tiles and key not in coming and not harmful:
                    self._wishes[canvas] = Wish(wish.tiles[place + 1 :], wish.sheet)
                    return canvas, key
            self._wishes[canvas] = Wish((), wish.sheet)
        return None

    def _ask(self, renderer: Renderer, canvas: int, key: TileKey) -> None:
        number = next(self._numbers)
        self._asked[number] = canvas, key
        west, north = key.corner
        renderer.draw(
            Draw(
                number=number,
                kind="tile",
                look=key.level.look,
                west=west,
                north=north,
                metres_per_px=key.level.metres_per_px,
                width=TILE_SIDE,
                height=TILE_SIDE,
                ratio=key.level.ratio,
                at=0,
            )
        )
