"""The Chinese words of states and form values, wherever people read them: screen, paper, refusal.

A table ending in `_ALONE` is for places without a label beside the word.
"""

from typing import Final

from dispatch_server.contract.details import Breathing, Consciousness, Lift, Need, Precision, Sex
from dispatch_server.contract.states import (
    AcceptanceKind,
    CancelReason,
    Channel,
    DeliveryState,
    Duty,
    IncidentState,
    Level,
    OrderState,
    SeatState,
)

ORDER_WORDS: Final = {
    OrderState.ISSUED: "已下达",
    OrderState.ACKNOWLEDGED: "收到指令",
    OrderState.DEPARTED: "驶向现场",
    OrderState.ARRIVED: "到达现场",
    OrderState.LOADED: "病人上车",
    OrderState.AT_HOSPITAL: "到达医院",
    OrderState.HANDED_OVER: "移交完成",
    OrderState.COMPLETED: "正常完成",
    OrderState.EMPTY_RUN: "放空",
    OrderState.ABORTED: "中止",
    OrderState.REFUSED: "拒绝出车",
}
INCIDENT_WORDS: Final = {
    IncidentState.DRAFT: "受理中",
    IncidentState.OPEN: "已受理",
    IncidentState.PENDING: "待派",
    IncidentState.NO_VEHICLE: "欲派无车",
    IncidentState.DISPATCHED: "已派车",
    IncidentState.EN_ROUTE: "驶向现场",
    IncidentState.ON_SCENE: "到达现场",
    IncidentState.TRANSPORTING: "载人送院",
    IncidentState.RESOLVED: "处置完毕",
    IncidentState.CLOSED: "已结案",
    IncidentState.CANCELLED: "已撤消",
    IncidentState.MERGED: "已并入",
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
DUTY_WORDS: Final = {
    Duty.AT_STATION: "站内待命",
    Duty.ON_ROAD: "途中待命",
    Duty.MOVING_UP: "移防",
    Duty.OUT_OF_SERVICE: "暂停调用",
    Duty.OFF_DUTY: "下班",
}
LEVEL_WORDS: Final = {
    Level.DYING: "濒危",
    Level.CRITICAL: "危重",
    Level.URGENT: "急症",
    Level.NON_URGENT: "非急",
}
SEX_WORDS: Final = {Sex.MALE: "男", Sex.FEMALE: "女", Sex.UNKNOWN: "性别不明"}
CONSCIOUSNESS_WORDS: Final = {
    Consciousness.AWAKE: "清醒",
    Consciousness.DROWSY: "模糊",
    Consciousness.COMA: "昏迷",
    Consciousness.UNKNOWN: "不明",
}
CONSCIOUSNESS_ALONE: Final = {
    Consciousness.AWAKE: "清醒",
    Consciousness.DROWSY: "神志模糊",
    Consciousness.COMA: "昏迷",
    Consciousness.UNKNOWN: "意识不明",
}
BREATHING_WORDS: Final = {
    Breathing.NORMAL: "正常",
    Breathing.LABOURED: "费力",
    Breathing.ABSENT: "没有",
    Breathing.UNKNOWN: "不明",
}
BREATHING_ALONE: Final = {
    Breathing.NORMAL: "呼吸正常",
    Breathing.LABOURED: "呼吸费力",
    Breathing.ABSENT: "没有呼吸",
    Breathing.UNKNOWN: "呼吸不明",
}
NEED_WORDS: Final = {
    Need.STRETCHER: "担架",
    Need.STAIR_CHAIR: "楼梯椅",
    Need.INFECTIOUS: "感染防护",
    Need.HEAVY: "肥胖",
    Need.INTERPRETER: "语言不通",
}
NEED_ALONE: Final = {
    Need.STRETCHER: "带担架",
    Need.STAIR_CHAIR: "带楼梯椅",
    Need.INFECTIOUS: "感染防护",
    Need.HEAVY: "病人肥胖",
    Need.INTERPRETER: "语言不通",
}
LIFT_WORDS: Final = {Lift.YES: "有电梯", Lift.NO: "无电梯", Lift.UNKNOWN: "电梯不明"}
PRECISION_WORDS: Final = {
    Precision.HOUSE: "门牌级",
    Precision.JUNCTION: "路口级",
    Precision.STREET: "道路级",
    Precision.DISTRICT: "片区级",
    Precision.PICKED: "图上定点",
}
SEAT_WORDS: Final = {
    SeatState.SIGNED_OUT: "签退",
    SeatState.READY: "示闲",
    SeatState.RINGING: "振铃",
    SeatState.TALKING: "通话",
    SeatState.WRAP_UP: "话后",
    SeatState.BUSY: "示忙",
    SeatState.AWAY: "离席",
    SeatState.LOCKED: "锁屏",
}
ACCEPTANCE_WORDS: Final = {
    AcceptanceKind.FIRST_REPORT: "首次呼救",
    AcceptanceKind.CHASE: "催车",
    AcceptanceKind.SUPPLEMENT: "补充",
    AcceptanceKind.REINFORCE: "增援",
    AcceptanceKind.RECORD_ONLY: "事件记录",
}
CHANNEL_WORDS: Final = {
    Channel.STATION_SCREEN: "受警机",
    Channel.VEHICLE_SCREEN: "车载终端",
    Channel.PRINTER: "打印",
}
DELIVERY_WORDS: Final = {
    DeliveryState.QUEUED: "待送",
    DeliveryState.SENT: "已送出",
    DeliveryState.DELIVERED: "已送达",
    DeliveryState.PRINTED: "已打印",
    DeliveryState.FAILED: "未送达",
}
