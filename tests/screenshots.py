"""`make screenshots`: the windows in mid-emergency and the printed sheet, into docs/images/."""

import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from dispatch_console.map.canvas import MapCanvas
from dispatch_console.theme.palette import Theme
from dispatch_console.viewmodels.self_test import Verdict
from dispatch_server.contract.states import LinkState, Role
from tests.journey import emergency, seat_talk
from tests.journey.stage import Stage, draw_to_memory, let_live
from tests.testbed.room import OFFICES, STAFF

IMAGES: Final = Path(__file__).resolve().parents[1] / "docs" / "images"
SETTLE_ROUNDS: Final = 400
ASIDE_PX: Final = (170.0, 150.0)
MEASURED_PX: Final = ((420, 320), (700, 460), (980, 380), (1180, 620))
"""Where the measured line of the picture bends, in pixels of the map window."""
SHEET_DPI: Final = 80
MESSAGES_WAITING: Final = 2


def main() -> int:
    """Work an emergency in both looks and keep a picture of each face."""
    draw_to_memory()
    IMAGES.mkdir(exist_ok=True)
    with Stage(signing_in=welcome) as stage:
        idle(stage)
        work(stage, suffix="")
    with Stage(theme=Theme.LIGHT) as stage:
        work(stage, suffix="_light")
    return 0


def welcome(stage: Stage) -> None:
    """The sign-in window, after one wrong password."""
    window = stage.sitting.window
    stage.wait(lambda: not stage.sitting.self_test.count(Verdict.RUNNING), "the self-test")
    stage.type(window, STAFF[0].number)
    stage.press(window, Qt.Key.Key_Return)
    stage.type(window, "wrong")
    stage.press(window, Qt.Key.Key_Return)
    stage.wait(lambda: bool(stage.sitting.sign_in.error), "the refusal")
    window.grab().save(str(IMAGES / "sign_in.png"))
    stage.wait(lambda: stage.sitting.sign_in.can_try, "the end of the wait")
    window.number.clear()
    window.number.setFocus()
    window.password.clear()


def idle(stage: Stage) -> None:
    """The desk and the station before anybody calls."""
    keep(stage, stage.desk.call_window, "dispatcher_idle")
    keep(stage, stage.station.window, "station_idle")


def work(stage: Stage, *, suffix: str) -> None:
    """One emergency, with a picture wherever something new is to be seen."""
    case, caller = emergency.ring(stage)
    keep(stage, stage.desk.call_window, f"dispatcher_ringing{suffix}")
    emergency.answer(stage, case, caller)
    emergency.take_down(stage)
    stage.press(stage.desk.call_window, Qt.Key.Key_F9)
    keep(stage, stage.desk.call_window, f"dispatcher_taking{suffix}")
    keep(stage, stage.desk.map_window, f"map_window{suffix}")
    work_with_map(stage, suffix=suffix)
    emergency.dispatch(stage, case)
    keep(stage, stage.station.window, f"station_alarm{suffix}")
    emergency.confirm(stage, case)
    keep(stage, stage.station.window, f"station_job{suffix}")
    talk(stage, suffix=suffix)
    if not suffix:
        sheet(stage.room.printer.sheets[-1])
    look_over(stage, suffix=suffix)
    wait_for_server(stage, suffix=suffix)
    caller.hang_up()


def work_with_map(stage: Stage, *, suffix: str) -> None:
    """The map's tools: what is nearest to a place, a measured line, what is found by its name."""
    window = stage.desk.map_window
    window.activate_map()
    window.canvas.pan(*ASIDE_PX)
    stage.press(window.canvas, Qt.Key.Key_5)
    stage.wait(lambda: window.hint.words.startswith("右栏"), "the nearest vehicles")
    keep(stage, window, f"map_nearest{suffix}")
    stage.press(window.canvas, Qt.Key.Key_Escape, Qt.Key.Key_0, Qt.Key.Key_3)
    measuring = window.actions_of_map.measuring
    for x, y in MEASURED_PX:
        measuring.click(window.canvas.view.point(x, y))
    keep(stage, window, f"map_measuring{suffix}")
    stage.press(window.canvas, Qt.Key.Key_Escape, Qt.Key.Key_0)
    stage.desk.call_window.activateWindow()


def talk(stage: Stage, *, suffix: str) -> None:
    """The desk writes to the station that drives, and looks at what it would hand over."""
    window = stage.desk.call_window
    message = seat_talk.write(stage, "示范大桥南行封闭至 17:00，绕行示范二桥", urgent=True)
    keep(stage, stage.station.window, f"station_message{suffix}")
    seat_talk.compose(stage, "担架组从东门进，保安在等")
    keep(stage, window, f"dispatcher_message{suffix}")
    stage.press(window, Qt.Key.Key_Escape)
    seat_talk.read(stage, message)
    seat_talk.open_hand_over(stage)
    keep(stage, window, f"dispatcher_hand_over{suffix}")
    stage.press(window, Qt.Key.Key_Escape)


def look_over(stage: Stage, *, suffix: str) -> None:
    """The supervisor's, the director's and the maintainer's window over the same emergency."""
    with stage.room.desk("seat-2"):
        for role, seat_id, _, number in OFFICES:
            sitting = stage.open_office(Role(role), seat_id, number)
            (window,) = sitting.windows
            keep(stage, window, f"{role}{suffix}")
            sitting.sign_out()


def wait_for_server(stage: Stage, *, suffix: str) -> None:
    """What the desk does while the server is away, as a list (Alt+0)."""
    window = stage.desk.call_window
    stage.room.stop_server(kill=True)
    stage.wait(lambda: stage.sitting.connection.stream.state is LinkState.DOWN, "the lost link")
    for words in ("担架组从东门进，保安在等", "家属在路口挥手"):
        seat_talk.compose(stage, words)
        stage.press(window, Qt.Key.Key_Return)
    stage.wait(lambda: stage.desk.models.waiting.count >= MESSAGES_WAITING, "what waits")
    stage.chord(window, Qt.KeyboardModifier.AltModifier, Qt.Key.Key_0)
    keep(stage, window, f"dispatcher_waiting{suffix}")
    stage.room.start_server()


def keep(stage: Stage, window: QWidget, name: str) -> None:
    """Let the window settle and write its picture."""
    for canvas in window.findChildren(MapCanvas):
        if canvas.isVisible():
            stage.wait(partial(getattr, canvas, "is_drawn"), "the map")
    for _ in range(SETTLE_ROUNDS):
        let_live()
    window.grab().save(str(IMAGES / f"{name}.png"))


def sheet(printed: Path) -> None:
    """Write a picture of the printed sheet's first page."""
    command = ["pdftoppm", "-png", "-singlefile", "-r", str(SHEET_DPI), str(printed)]
    subprocess.run([*command, str(IMAGES / "order_sheet")], check=True, timeout=60)


if __name__ == "__main__":
    sys.exit(main())
