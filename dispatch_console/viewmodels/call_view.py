"""What the call bar says: of the call at this desk, or of the last one while none is there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dispatch_console.viewmodels.desk import Desk
from dispatch_console.viewmodels.urgency import Urgency
from dispatch_console.viewmodels.wording import span, telephone, time_of_day, together
from dispatch_server.contract.entities import Call
from dispatch_server.contract.states import CallState

_SOON: Final = 5.0
_OVERDUE: Final = 10.0
_MOST_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the desk's telephone."""

    name: str
    state: str
    time: str
    number: str


@dataclass(frozen=True, slots=True)
class CallView:
    """The words of the call bar. `state` names a sign; empty while no call is there."""

    call_id: str = ""
    state: str = ""
    timer: str = ""
    urgency: Urgency = Urgency.PLAIN
    number: str = ""
    below: str = ""
    owner: str = ""
    address: str = ""
    note: str = ""
    lines: tuple[LineView, ...] = ()


def call_view(desk: Desk) -> CallView:
    """Read the call bar from the desk."""
    call, now = desk.call, desk.now
    if call is None:
        return CallView(number="等待来电", below=_last(desk.last_call))
    start = call.answered_at or call.arrived_at
    known = call.subscriber
    return CallView(
        call_id=call.id,
        state=call.state.value,
        timer=span(start, now),
        urgency=_urgency(call, now),
        number=telephone(call.ani),
        below=_below(desk, call),
        owner=known.name if known is not None else "",
        address=known.address if known is not None else "",
        note=_register_note(call),
        lines=tuple(_line(place, one, now) for place, one in enumerate(desk.lines, 1))[
            :_MOST_LINES
        ],
    )


def _urgency(call: Call, now: datetime) -> Urgency:
    if call.state is not CallState.RINGING:
        return Urgency.PLAIN
    waited = (now - call.arrived_at).total_seconds()
    if waited >= _OVERDUE:
        return Urgency.OVERDUE
    return Urgency.SOON if waited >= _SOON else Urgency.PLAIN


def _below(desk: Desk, call: Call) -> str:
    if call.ani is None:
        return f"{time_of_day(call.arrived_at)} 打入　先问电话和地址"
    earlier = len([one for one in desk.calls_from(call.ani) if one.arrived_at <= call.arrived_at])
    times = f"第 {earlier} 次来电" if earlier > 1 else "首次来电"
    return together([f"{time_of_day(call.arrived_at)} 打入", times])


def _register_note(call: Call) -> str:
    known = call.subscriber
    if known is None:
        return "无登记资料" if call.ani is not None else ""
    sure = "　地址未对上地图" if known.point is None else ""
    return f"用户资料 {known.as_of.month}月{known.as_of.day}日　仅供核对{sure}"


def _last(call: Call | None) -> str:
    if call is None:
        return "来电时这里显示号码、机主和装机地址"
    ended = call.ended_at or call.arrived_at
    talked = f"通话 {span(call.answered_at, ended)}" if call.answered_at is not None else ""
    return together(["上一通", telephone(call.ani), time_of_day(call.arrived_at), talked])


def _line(place: int, call: Call, now: datetime) -> LineView:
    time = span(call.answered_at or call.arrived_at, now)
    return LineView(f"线路 {place}", call.state.value, time, telephone(call.ani))
