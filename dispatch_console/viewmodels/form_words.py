"""The Chinese words of what the form asks, and the keys of its choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from dispatch_server.contract.details import (
    Breathing,
    Consciousness,
    Details,
    Lift,
    Need,
    Precision,
    Sex,
)
from dispatch_server.contract.states import (
    AcceptanceKind,
    CancelReason,
    Channel,
    DeliveryState,
    Level,
)

V = TypeVar("V", bound=str)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer the form offers: its value, its word and its key."""

    value: str
    word: str
    key: str


def _numbered(words: Mapping[V, str]) -> tuple[Option, ...]:
    return tuple(
        Option(str(value), word, str(place)) for place, (value, word) in enumerate(words.items(), 1)
    )


SEX_WORDS: Final = {Sex.MALE: "男", Sex.FEMALE: "女", Sex.UNKNOWN: "不明"}
CONSCIOUSNESS_WORDS: Final = {
    Consciousness.AWAKE: "清醒",
    Consciousness.DROWSY: "模糊",
    Consciousness.COMA: "昏迷",
    Consciousness.UNKNOWN: "不明",
}
BREATHING_WORDS: Final = {
    Breathing.NORMAL: "正常",
    Breathing.LABOURED: "费力",
    Breathing.ABSENT: "没有",
    Breathing.UNKNOWN: "不明",
}
LIFT_WORDS: Final = {Lift.YES: "有电梯", Lift.NO: "无电梯", Lift.UNKNOWN: "不明"}
LEVEL_WORDS: Final = {
    Level.DYING: "濒危",
    Level.CRITICAL: "危重",
    Level.URGENT: "急症",
    Level.NON_URGENT: "非急",
}
NEED_WORDS: Final = {
    Need.STRETCHER: "担架",
    Need.STAIR_CHAIR: "楼梯椅",
    Need.INFECTIOUS: "感染",
    Need.HEAVY: "肥胖",
    Need.INTERPRETER: "语言不通",
}
PRECISION_WORDS: Final = {
    Precision.HOUSE: "门牌级",
    Precision.STREET: "道路级",
    Precision.DISTRICT: "片区级",
    Precision.PICKED: "图上定点",
}
CANCEL_WORDS: Final = {
    CancelReason.FALSE_ALARM: "误报",
    CancelReason.MALICIOUS: "恶意",
    CancelReason.MISDIAL: "误拨",
    CancelReason.SILENT: "无声",
    CancelReason.OWN_WAY: "自行去院",
    CancelReason.CALLER_CANCELLED: "呼叫者取消",
    CancelReason.INQUIRY: "咨询",
    CancelReason.TEST: "测试",
    CancelReason.OTHER: "其它",
}
ACCEPTANCE_WORDS: Final = {
    AcceptanceKind.FIRST_REPORT: "首次呼救",
    AcceptanceKind.CHASE: "催车",
    AcceptanceKind.SUPPLEMENT: "补充",
    AcceptanceKind.REINFORCE: "增援",
    AcceptanceKind.RECORD_ONLY: "事件记录",
}
CHANNEL_WORDS: Final = {Channel.STATION_SCREEN: "受警机", Channel.PRINTER: "打印"}
DELIVERY_WORDS: Final = {
    DeliveryState.QUEUED: "排队",
    DeliveryState.SENT: "已发出",
    DeliveryState.DELIVERED: "已送达",
    DeliveryState.PRINTED: "已打印",
    DeliveryState.FAILED: "失败",
}

SEX_OPTIONS: Final = (
    Option(Sex.MALE, "男", "M"),
    Option(Sex.FEMALE, "女", "F"),
    Option(Sex.UNKNOWN, "不明", "U"),
)
LIFT_OPTIONS: Final = (
    Option(Lift.YES, "有电梯", "Y"),
    Option(Lift.NO, "无电梯", "N"),
    Option(Lift.UNKNOWN, "不明", "U"),
)
CONSCIOUSNESS_OPTIONS: Final = _numbered(CONSCIOUSNESS_WORDS)
BREATHING_OPTIONS: Final = _numbered(BREATHING_WORDS)
NEED_OPTIONS: Final = _numbered(NEED_WORDS)
CANCEL_OPTIONS: Final = _numbered(CANCEL_WORDS)
LEVEL_OPTIONS: Final = tuple(
    Option(str(level.value), word, str(level.value)) for level, word in LEVEL_WORDS.items()
)


def patient_words(details: Details) -> str:
    """Write who is ill, in a few words: 男 58, or 3 人."""
    sex = SEX_WORDS.get(details.sex, "") if details.sex not in {None, Sex.UNKNOWN} else ""
    age = str(details.age) if details.age is not None else ""
    count = f"{details.patient_count} 人" if details.patient_count > 1 else ""
    return " ".join(part for part in (count, sex, age) if part)
