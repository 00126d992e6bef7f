"""Refusals: what the domain says when a command may not be carried out."""


class Refused(Exception):
    """A command the rules do not allow. `code` is stable; the text is shown at the desk."""

    code = "refused"


class NotFound(Refused):
    """The thing is not on the board."""

    code = "not-found"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}不在当前任务中，可能已结束；按在办事件列表核对")


class IllegalMove(Refused):
    """The thing is not in a state from which that move is legal."""

    code = "illegal-move"


class ReasonMissing(Refused):
    """The move needs a reason."""

    code = "reason-missing"

    def __init__(self, move: str) -> None:
        super().__init__(f"{move}须选一个原因")


class VehicleTaken(Refused):
    """Somebody else sent the vehicle first, or it is out of service."""

    code = "vehicle-taken"


class PlaceMissing(Refused):
    """A vehicle cannot be sent nowhere."""

    code = "place-missing"

    def __init__(self) -> None:
        super().__init__("还没有现场地址，先填现场地址再派车")


class FormFaulty(Refused):
    """Something on the form is out of bounds."""

    code = "form-faulty"


class NotYours(Refused):
    """The order belongs to another station, or the message to another seat."""

    code = "not-yours"

    def __init__(self, sentence: str = "这张派车单不是本站的，只能由本站或调度员改") -> None:
        super().__init__(sentence)


class LastReady(Refused):
    """Nobody would be left to take calls."""

    code = "last-ready"

    def __init__(self, what: str) -> None:
        super().__init__(f"没有别的调度席就绪，不能{what}；等另一席示闲后再按")


class NobodyThere(Refused):
    """A message has no seat to go to."""

    code = "nobody-there"


class ExchangeDeclined(Refused):
    """The exchange did not carry out what the desk asked."""

    code = "exchange-declined"


class NoPhone(Refused):
    """The asking seat has no telephone."""

    code = "no-phone"

    def __init__(self) -> None:
        super().__init__("本席没有登记话机，不能接听；在座席登记里填分机号")


class NotAllowed(Refused):
    """Whoever asks holds no role that may do this."""

    code = "not-allowed"

    def __init__(self) -> None:
        super().__init__("你的岗位没有这项权限；需要时请班长办理")


class NotAtThisSeat(Refused):
    """Somebody's roles do not fit the seat."""

    code = "not-at-this-seat"

    def __init__(self, seat: str) -> None:
        super().__init__(f"你的岗位不能在{seat}登录；换一个座席，或请管理员改岗位")


class WeakPassword(Refused):
    """A password that somebody else would guess."""

    code = "weak-password"

    def __init__(self, why: str) -> None:
        super().__init__(f"这个口令不行：{why}；换一个")


class AlreadyThere(Refused):
    """The staff number is somebody's."""

    code = "already-there"


class NotForDevices(Refused):
    """A seat of the room, at which only people act."""

    code = "not-for-devices"

    def __init__(self, seat: str) -> None:
        super().__init__(f"{seat}不是分站座席，只能由人登录")


class StaleEdit(Refused):
    """Somebody else changed the thing after the asker had read it; the text says to what."""

    code = "stale-edit"


class LastMaintainer(Refused):
    """Nobody would be left to keep people and devices."""

    code = "last-maintainer"

    def __init__(self) -> None:
        super().__init__("这是最后一个能用的维护员，不能停用或去掉维护岗位；先给别人加上维护岗位")


class NotSeated(Refused):
    """The person does not sit at that seat, or sits there no longer."""

    code = "not-seated"

    def __init__(self) -> None:
        super().__init__("这个人已不在该席，没有可结束的登录")


class RoadUnclear(Refused):
    """A line that closes no road, or a time that does not come."""

    code = "road-unclear"
