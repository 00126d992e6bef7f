"""The render processes: they draw, are replaced when they die or hang, and leave nothing behind."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from PyQt6.QtCore import QProcess
from pytestqt.qtbot import QtBot

from dispatch_console.map import renderer as renderer_module
from dispatch_console.map.base_map import BaseMap
from dispatch_console.map.canvas import MapCanvas
from dispatch_console.map.mercator import View
from dispatch_console.map.renderers import Renderers, Wish
from dispatch_console.map.tile_grid import Cells, TileKey, level_of

CITY: Final = Path(__file__).parents[2] / "gis_data" / "city" / "demo"
DRAWN_MS: Final = 30_000
SHARED: Final = "/dev/shm"  # noqa: S108 - memory, not a folder for files


@pytest.fixture
def base(tmp_path: Path, qtbot: QtBot) -> Iterator[BaseMap]:
    made = BaseMap(CITY, cache=tmp_path / "cache")
    yield made
    made.close()


def tiles_at(base: BaseMap, zoom: float = 15.0) -> tuple[TileKey, ...]:
    """The tiles of a window in the middle of the city."""
    view = View.at(base.centre, zoom=zoom, width=900, height=600)
    return tuple(Cells.under(level_of(view, look="dark", ratio=1.0), view))


def all_there(renderers: Renderers, keys: tuple[TileKey, ...]) -> Callable[[], bool]:
    return lambda: all(key in renderers.tiles for key in keys)


def lives(process_id: int) -> bool:
    """Whether a process runs and is not merely unburied."""
    try:
        status = Path(f"/proc/{process_id}/stat").read_text("utf-8")
    except FileNotFoundError:
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


def test_that_two_processes_draw_what_is_wished_for(base: BaseMap, qtbot: QtBot) -> None:
    renderers, keys = base.renderers, tiles_at(base)

    renderers.wish(1, Wish(keys))
    qtbot.waitUntil(all_there(renderers, keys), timeout=DRAWN_MS)
    qtbot.waitUntil(lambda: len(renderers.process_ids) == 2, timeout=DRAWN_MS)

    picture = renderers.tiles.get(keys[0])
    assert picture is not None
    assert picture.width() == 512
    colours = {picture.pixelColor(x, y).name() for x in range(0, 512, 8) for y in range(0, 512, 8)}
    assert len(colours) > 3


def test_that_a_killed_process_is_replaced_and_the_work_goes_on(
    base: BaseMap, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    renderers, keys = base.renderers, tiles_at(base)
    renderers.wish(1, Wish(keys[:1]))
    qtbot.waitUntil(all_there(renderers, keys[:1]), timeout=DRAWN_MS)
    killed = renderers.process_ids[0]

    os.kill(killed, signal.SIGKILL)
    renderers.wish(1, Wish(keys))
    qtbot.waitUntil(lambda: killed not in renderers.process_ids, timeout=DRAWN_MS)
    qtbot.waitUntil(all_there(renderers, keys), timeout=DRAWN_MS)

    assert renderers.fault == ""
    assert "is replaced" in caplog.text


def test_that_a_hung_process_is_replaced(
    base: BaseMap, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderers, keys = base.renderers, tiles_at(base)
    renderers.wish(1, Wish(keys[:1]))
    qtbot.waitUntil(all_there(renderers, keys[:1]), timeout=DRAWN_MS)
    qtbot.waitUntil(lambda: len(renderers.process_ids) == 2, timeout=DRAWN_MS)
    monkeypatch.setattr(renderer_module, "TILE_S", 0.2)
    stopped = renderers.process_ids[0]

    os.kill(stopped, signal.SIGSTOP)
    renderers.wish(1, Wish(keys))
    qtbot.waitUntil(lambda: stopped not in renderers.process_ids, timeout=DRAWN_MS)
    monkeypatch.setattr(renderer_module, "TILE_S", 10.0)

    assert not lives(stopped)


def test_that_processes_that_cannot_start_give_a_sentence_and_no_end_of_trying(
    base: BaseMap, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renderer_module, "MODULE", "dispatch_console.map.no_such_module")
    renderers = base.renderers

    renderers.wish(1, Wish(tiles_at(base)))
    qtbot.waitUntil(lambda: "列表照常可用" in renderers.fault, timeout=DRAWN_MS)
    monkeypatch.undo()
    keys = tiles_at(base)
    renderers.wish(1, Wish(keys))
    qtbot.waitUntil(all_there(renderers, keys), timeout=DRAWN_MS)

    assert renderers.fault == ""


def test_that_the_processes_and_their_memory_end_with_the_map(base: BaseMap, qtbot: QtBot) -> None:
    renderers, keys = base.renderers, tiles_at(base)
    before = set(Path("/proc/self/fd").iterdir())
    renderers.wish(1, Wish(keys))
    qtbot.waitUntil(all_there(renderers, keys), timeout=DRAWN_MS)
    running = renderers.process_ids

    base.close()

    assert not any(lives(process_id) for process_id in running)
    assert not {fd for fd in Path("/proc/self/fd").iterdir() if is_of_the_map(fd)} - before
    assert not list(Path(SHARED).glob("dispatch-map-*"))


def is_of_the_map(descriptor: Path) -> bool:
    try:
        return "dispatch-map" in str(descriptor.readlink())
    except FileNotFoundError:
        return False


def test_that_the_processes_end_when_the_console_is_killed(tmp_path: Path, qtbot: QtBot) -> None:
    console = QProcess()
    program = (
        "import sys\nfrom pathlib import Path\nfrom PyQt6.QtGui import QGuiApplication\n"
        "from dispatch_console.map.base_map import BaseMap\n"
        "app = QGuiApplication([])\n"
        f"base = BaseMap(Path({str(CITY)!r}), cache=Path({str(tmp_path)!r}))\n"
        "base.renderers.start()\n"
        "print(base.renderers.process_ids[0], flush=True)\napp.exec()\n"
    )
    console.start(sys.executable, ["-c", program])
    qtbot.waitUntil(console.canReadLine, timeout=DRAWN_MS)
    render_process = int(console.readLine().data())
    alive = lives(render_process)

    console.kill()
    console.waitForFinished(DRAWN_MS)
    qtbot.waitUntil(lambda: not lives(render_process), timeout=DRAWN_MS)

    assert alive


def test_that_a_broken_city_is_said_and_does_not_end_the_console(
    tmp_path: Path, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "roads.npz").write_bytes(b"not a city")

    base = BaseMap(tmp_path, cache=tmp_path / "cache")

    assert "列表照常可用" in base.fault
    assert "cannot be read" in caplog.text


def test_that_a_city_that_breaks_after_the_start_is_said(
    tmp_path: Path, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    city = tmp_path / "city"
    city.mkdir()
    (city / "roads.npz").write_bytes((CITY / "roads.npz").read_bytes())
    base = BaseMap(city, cache=tmp_path / "cache")
    (city / "roads.npz").write_bytes(b"not a city")

    base.renderers.wish(1, Wish(tiles_at(base)))
    qtbot.waitUntil(lambda: bool(base.renderers.fault), timeout=DRAWN_MS)
    base.close()

    assert "重新导入" in base.renderers.fault


def test_that_a_window_is_whole_again_after_its_processes_were_killed(
    base: BaseMap, qtbot: QtBot
) -> None:
    canvas = MapCanvas(base)
    qtbot.addWidget(canvas)
    canvas.resize(900, 600)
    canvas.show()
    qtbot.waitUntil(lambda: canvas.is_drawn, timeout=DRAWN_MS)
    killed = base.renderers.process_ids

    canvas.centre_on(base.centre, zoom=16.5)
    for process_id in killed:
        os.kill(process_id, signal.SIGKILL)
    qtbot.waitUntil(lambda: canvas.is_drawn, timeout=DRAWN_MS)

    assert canvas.fault == ""
    assert not set(killed) & set(base.renderers.process_ids)
