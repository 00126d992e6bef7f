"""The figures at the head of a window that looks over the room, each with what it counts."""

from dataclasses import dataclass
from typing import Final

from dispatch_console.viewmodels.day_board import DayBoard, percent
from dispatch_console.viewmodels.room_models import RoomModels
from dispatch_console.viewmodels.waiting_line import AMBER_SECONDS, RED_SECONDS
from dispatch_console.viewmodels.wording import UNKNOWN
from dispatch_server.contract.day import Share

ANSWERED_GOAL: Final = 95.0
DEPARTED_GOAL: Final = 95.0
"""The shares in percent that are aimed at (DOMAIN §2.4)."""
_OLD_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class RoomFigure:
    """One figure: what it counts, its value, what it is measured by, its tone."""

    label: str
    value: str
    basis: str = ""
    tone: str = "strong"


def supervisor_figures(models: RoomModels) -> tuple[RoomFigure, ...]:
    """Give the figures of the room as it is now, and the two rates of the day."""
    return (
        waiting_figure(models),
        *incident_figures(models),
        RoomFigure("空闲车", str(models.strength.free), f"/ {models.strength.total}"),
        desk_figure(models),
        answered_figure(models.day),
        departed_figure(models.day),
    )


def director_figures(models: RoomModels) -> tuple[RoomFigure, ...]:
    """Give the figures of the day, and of the room as it is now."""
    day = models.day
    calls = str(day.day.calls) if day.day is not None else UNKNOWN
    hour = day.calls_this_hour
    return (
        RoomFigure("今日来电", calls, "个，从零点起"),
        RoomFigure("本小时来电", str(hour) if hour is not None else UNKNOWN, "个"),
        waiting_figure(models),
        answered_figure(day),
        departed_figure(day),
        *incident_figures(models),
        RoomFigure("空闲车", str(models.strength.free), f"共 {models.strength.total} 辆"),
    )


def waiting_figure(models: RoomModels) -> RoomFigure:
    """Count who waits, by the limits of the queue."""
    count, longest = len(models.waiting.model.rows), models.waiting.longest_seconds
    if not count:
        return RoomFigure("排队", "0", "无人等候")
    tone = "red" if longest >= RED_SECONDS else "amber" if longest >= AMBER_SECONDS else "strong"
    return RoomFigure("排队", str(count), f"最久 {longest} 秒", tone)


def incident_figures(models: RoomModels) -> tuple[RoomFigure, RoomFigure, RoomFigure]:
    """Count what runs, what waits for a vehicle, what has passed its limit."""
    rows = models.running.rows
    pending = sum(row.waiting or row.state == "open" for row in rows)
    overdue = sum(row.overdue for row in rows)
    return (
        RoomFigure("在办", str(len(rows)), "件"),
        RoomFigure("待派", str(pending), "件", "amber" if pending else "strong"),
        RoomFigure("超时", str(overdue), "件", "red" if overdue else "strong"),
    )


def desk_figure(models: RoomModels) -> RoomFigure:
    """Count the desks that are manned, and those that could take a call."""
    ready, manned = models.desks.ready, models.desks.manned
    return RoomFigure("在岗席", str(manned), f"就绪 {ready}", "strong" if ready else "amber")


def answered_figure(day: DayBoard) -> RoomFigure:
    """Give the share of calls answered within ten seconds today."""
    return _rate("10 秒接听", day.day.answered if day.day else None, ANSWERED_GOAL, day)


def departed_figure(day: DayBoard) -> RoomFigure:
    """Give the share of orders whose vehicle left within three minutes today."""
    return _rate("3 分钟出车", day.day.departed if day.day else None, DEPARTED_GOAL, day)


def _rate(label: str, share: Share | None, goal: float, day: DayBoard) -> RoomFigure:
    value = percent(share)
    if share is None or share.percent is None:
        return RoomFigure(label, UNKNOWN, "今天还没有" if day.day is not None else "")
    old = (day.age_s or 0) > _OLD_S
    basis = f"{share.met}/{share.of}" + ("　数字已旧" if old else "")
    return RoomFigure(label, value, basis, "strong" if share.percent >= goal else "amber")
