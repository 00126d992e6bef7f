"""How the station receiver says in words what an order carries."""

from datetime import datetime
from typing import Final

from dispatch_server.contract.details import Details
from dispatch_server.contract.entities import Order
from dispatch_server.contract.local_time import local
from dispatch_server.contract.states import Channel, DeliveryState
from dispatch_server.contract.words import (
    BREATHING_ALONE,
    CONSCIOUSNESS_ALONE,
    LIFT_WORDS,
    NEED_ALONE,
    SEX_WORDS,
)

UNKNOWN: Final = "—"
GAP: Final = "　"
_MOBILE_DIGITS: Final = 11
_METRES_OF_KM: Final = 1000
_HOUR: Final = 3600

_PRINTING: Final = {
    DeliveryState.QUEUED: ("正在打印", "amber"),
    DeliveryState.SENT: ("正在打印", "amber"),
    DeliveryState.DELIVERED: ("正在打印", "amber"),
    DeliveryState.PRINTED: ("已打印", "green"),
    DeliveryState.FAILED: ("打印失败", "red"),
}


def clock_words(at: datetime | None) -> str:
    """Give a moment in local time, to the second."""
    return local(at).strftime("%H:%M:%S") if at is not None else UNKNOWN


def span(seconds: float) -> str:
    """Give a span as 0:42 up to an hour, 1:12:05 after."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole % _HOUR, 60)
    hours = whole // _HOUR
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def phone(number: str) -> str:
    """Give a mobile number in the groups people read it in."""
    plain = number.replace(" ", "")
    if len(plain) == _MOBILE_DIGITS and plain.isdigit():
        return f"{plain[:3]} {plain[3:7]} {plain[7:]}"
    return number or UNKNOWN


def way(order: Order) -> str:
    """Give how far it is and how long it takes by road; both are estimates."""
    metres, seconds = order.distance_m, order.eta_s
    if metres is None and seconds is None:
        return "路程不明"
    far = UNKNOWN
    if metres is not None:
        far = f"{metres / _METRES_OF_KM:.1f} km" if metres >= _METRES_OF_KM else f"{metres:.0f} 米"
    return far if seconds is None else f"{far}{GAP}约 {span(seconds)}"


def patient(details: Details) -> str:
    """Give who is to be fetched, as far as the caller told."""
    who = SEX_WORDS[details.sex] if details.sex is not None else ""
    age = f"{details.age} 岁" if details.age is not None else ""
    named = " ".join(part for part in (who, age) if part)
    count = f"{details.patient_count} 人" if details.patient_count else "人数不明"
    return f"{named}{GAP}{count}" if named else count


def condition(details: Details) -> str:
    """Give how the patient is and what to bring, widely spaced."""
    parts = [
        CONSCIOUSNESS_ALONE[details.consciousness] if details.consciousness else "",
        BREATHING_ALONE[details.breathing] if details.breathing else "",
        *(NEED_ALONE[need] for need in details.needs),
    ]
    return GAP.join(part for part in parts if part)


def meeting_point(details: Details) -> str:
    """Give where the vehicle is waited for; the scene when nothing else was agreed."""
    return details.meeting_point.text.strip() or details.scene.text.strip() or "地点不明"


def meets_elsewhere(details: Details) -> bool:
    """Say whether the vehicle is waited for at another place than the scene."""
    return details.meeting_point.text.strip() not in {"", details.scene.text.strip()}


def scene(details: Details) -> str:
    """Give the floor and lift, where the patient is; the scene too unless it is said already."""
    place = details.scene.text.strip()
    parts = [
        f"现场 {place}" if place and meets_elsewhere(details) else "",
        details.floor,
        LIFT_WORDS[details.lift] if details.lift else "",
    ]
    return GAP.join(part for part in parts if part)


def printing(order: Order, *, has_printer: bool) -> tuple[str, str]:
    """Give what is known of the paper sheet, with its hue; never more than was reported."""
    delivery = order.deliveries.get(Channel.PRINTER)
    if delivery is None:
        return ("打印无消息", "grey") if has_printer else ("本站无打印机", "grey")
    words, hue = _PRINTING[delivery.state]
    return (f"{words} {delivery.cause}".strip() if hue == "red" else words), hue


def receipt(order: Order) -> tuple[str, str]:
    """Give whether the centre knows that this screen shows the order, with its hue."""
    delivery = order.deliveries.get(Channel.STATION_SCREEN)
    if delivery is not None and delivery.state is DeliveryState.DELIVERED:
        return "中心已知送达", "green"
    return "回执未到中心", "amber"
