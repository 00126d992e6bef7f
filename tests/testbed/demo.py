"""`make demo`: the first emergency opened for a person, on real parts and a virtual printer.

`make demo ROLE=director` opens that role's window beside the demonstration that runs.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dispatch_server.contract.board import Board
from dispatch_server.contract.states import CALL_ENDS
from dispatch_server.contract.views import waiting_calls
from gis_data.city_data import StationRow, read_city
from gis_data.gazetteer import Gazetteer
from gis_data.roads import RoadNetwork
from gis_data.subscribers import SubscriberRow, read_subscribers
from tests.testbed.crews import Crews
from tests.testbed.drives import Drives
from tests.testbed.room import CITY, OFFICES, PASSWORD, STAFF, Room, receiver_of
from tests.testbed.seat import SeatClient

FIRST_CALL_S: Final = 6.0
NEXT_CALL_S: Final = 90.0
MOST_CALLS: Final = 2
CALLERS: Final = 12
RECEIVER_SCALE: Final = "0.5"
"""The receiver is made for a wall; beside a desk's windows half its size is enough."""
GUIDE: Final = """\
  120 演示室（道路为真实路网，路名、医院、人员、号码均为虚构）

  三个窗口：受理台、电子地图、{station}受警机（右下角）。
  只有一个屏幕时：F7 调出地图，Esc 回受理台；受警机来任务时自己弹出；其余用 Alt+Tab 切换。
  先登录：工号 {number} 回车，口令 {password} 回车。受警机不用登录。
  几秒后有一个市民打来 120，之后每隔一会儿再来一个。

  受理台    F1 接听  ·  主诉打拼音首字母（如 xt = 胸痛）回车  ·  F9 再回车 派最近的车
  受警机    空格 收到  ·  1 出动  2 到达  3 接触病人  4 上车  5 到院  6 移交  7 完成  ·  Q 待命
  受理台    Ctrl+End 挂断  ·  F12 结案  ·  Ctrl+E 改单  ·  Ctrl+Shift+L 换浅色  ·  Ctrl+Shift+Q 签退

  其他岗位的窗口（演示开着时，另开一个终端；口令相同）：
{offices}
  班长兼调度员用工号 0103 登录受理台：Ctrl+Tab 换窗口，Ctrl+Shift+W 列出窗口。

  打印出来的派车单（PDF）在：{sheets}
  录音在：{recordings}
  关掉受理台窗口或按 Ctrl+C 结束，不留下任何东西。
"""


OFFICE_LINE: Final = "    make demo ROLE={role:<11} {name}　工号 {number}"
NONE_RUNS: Final = (
    "demo: 没有正在运行的演示。先在另一个终端运行 make demo，再运行这一条。\n"
    "demo: no demonstration is running; start make demo in another terminal first.\n"
)
UNKNOWN_ROLE: Final = "demo: 没有这个岗位。可选：ROLE={roles}\ndemo: no such role; ROLE={roles}\n"
KNOWN_AT: Final = Path(__file__).resolve().parents[2] / "var" / "demo.json"
"""Where a running demonstration says how to reach it."""


@dataclass(frozen=True, slots=True)
class Running:
    """How a demonstration is reached: its server, and the folder of its logs."""

    server: str
    folder: Path


def main(arguments: list[str] | None = None) -> int:
    """Run the demonstration, or open one role's window beside it; the exit code."""
    if not has_screen():
        sys.stderr.write(
            "demo: 这里没有显示器（DISPLAY 和 WAYLAND_DISPLAY 都没有设）。有桌面时再运行；"
            "没有桌面可用 xvfb-run make demo，或用 make journey 看同一条路自动走一遍。\n"
            "demo: no display here; run it on a desktop, under xvfb-run, or see make journey.\n"
        )
        return 1
    given = sys.argv[1:] if arguments is None else arguments
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    return open_office(given[0]) if given else demonstrate()


def demonstrate() -> int:
    """Run until the dispatcher's windows are closed or Ctrl+C is pressed."""
    stations = read_city(CITY).stations
    with Room() as room:
        room.phones.register("6001")
        others = [station.station_id for station in stations[1:]]
        running = Running(room.server, room.folder)
        with (
            Crews(room, others),
            room.desk("seat-2") as watch,
            Drives(room, watch),
            told_of(running),
        ):
            return open_windows(room, stations[0], watch)


@contextmanager
def told_of(running: Running) -> Iterator[None]:
    """Leave word of a demonstration for as long as it runs."""
    KNOWN_AT.parent.mkdir(exist_ok=True)
    word = {"server": running.server, "folder": str(running.folder)}
    KNOWN_AT.write_text(json.dumps(word), "utf-8")
    try:
        yield
    finally:
        KNOWN_AT.unlink(missing_ok=True)


def open_office(role: str) -> int:
    """Open the window of a role beside the demonstration that runs, until it is closed."""
    seats = {known: seat for known, seat, _, _ in OFFICES}
    if role not in seats:
        sys.stderr.write(UNKNOWN_ROLE.format(roles="|".join(seats)))
        return 2
    try:
        word = json.loads(KNOWN_AT.read_text("utf-8"))
    except FileNotFoundError:
        sys.stderr.write(NONE_RUNS)
        return 1
    process = window(Running(word["server"], Path(word["folder"])), role, seats[role])
    try:
        process.wait()
    except KeyboardInterrupt:
        sys.stdout.write("\n")
    finally:
        end(process)
    return 0


def offices() -> str:
    """Return how each other role's window is opened, a line each."""
    return "\n".join(
        OFFICE_LINE.format(role=role, name=name, number=number) for role, _, name, number in OFFICES
    )


def has_screen() -> bool:
    """Return whether windows can be shown."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in named)


def open_windows(room: Room, station: StationRow, watch: SeatClient) -> int:
    """Open the windows, let citizens call, and wait until the dispatcher leaves."""
    sys.stdout.write(
        GUIDE.format(
            station=station.name,
            number=STAFF[0].number,
            password=PASSWORD,
            offices=offices(),
            sheets=room.printer.folder,
            recordings=room.exchange.recordings,
        )
    )
    sys.stdout.flush()
    seat = receiver_of(station.station_id)
    key = ("--device-key-file", str(room.key_file(seat)))
    running = Running(room.server, room.folder)
    receiver = window(running, "station", seat, "--station", station.station_id, *key)
    desk = window(running, "dispatcher", "seat-1")
    leaving = threading.Event()
    calling = threading.Thread(target=let_citizens_call, args=(room, station, watch, leaving))
    calling.start()
    try:
        desk.wait()
    except KeyboardInterrupt:
        sys.stdout.write("\n")
    finally:
        leaving.set()
        for process in (desk, receiver):
            end(process)
        calling.join()
    return 0


def window(running: Running, role: str, seat: str, *more: str) -> "subprocess.Popen[bytes]":
    """Open the windows of a role as a program of its own; its log goes beside the server's."""
    command = [sys.executable, "-m", "dispatch_console", "--role", role, "--seat", seat]
    command += ["--server", running.server, "--city", str(CITY), "--windowed", *more]
    environment = {"QT_LOGGING_RULES": "qt.multimedia*=false", **os.environ}
    environment["XDG_STATE_HOME"] = str(running.folder)
    if role == "station":
        environment.setdefault("QT_SCALE_FACTOR", RECEIVER_SCALE)
    with (running.folder / f"{seat}.log").open("ab") as log:
        return subprocess.Popen(
            command, stdout=log, stderr=log, start_new_session=True, env=environment
        )


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a program, by force if it does not listen."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


def let_citizens_call(
    room: Room, station: StationRow, watch: SeatClient, leaving: threading.Event
) -> None:
    """Let one citizen after another call 120, never more than a few at a time."""
    numbers = near(station)
    pause = FIRST_CALL_S
    while not leaving.wait(pause):
        pause = NEXT_CALL_S
        if live_calls(watch.board) < MOST_CALLS:
            number = numbers.pop(0)
            numbers.append(number)
            room.phones.dial(number, hertz=440)


def live_calls(board: Board) -> int:
    """Return how many calls ring or are talked on."""
    talking = [c for c in board.calls.values() if c.state not in CALL_ENDS and c.answered_at]
    return len(waiting_calls(board)) + len(talking)


def near(station: StationRow) -> list[str]:
    """Return numbers of subscribers to whom this station's vehicles are the nearest by road."""
    roads, places = RoadNetwork.load(CITY), Gazetteer.load(CITY)
    points = [one.point for one in read_city(CITY).stations]
    mine = points.index(station.point)
    numbers = []
    for row in read_subscribers(CITY / "subscribers.csv"):
        located = places.locate(row.address) if isinstance(row, SubscriberRow) else None
        if not isinstance(row, SubscriberRow) or located is None:
            continue
        times = roads.seconds_to(located.point, points)
        if min(times) == times[mine]:
            numbers.append(row.number)
        if len(numbers) == CALLERS:
            break
    return numbers


if __name__ == "__main__":
    sys.exit(main())
