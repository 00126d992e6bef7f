"""One emergency worked by keys alone, from the ring to the closed incident, with its times."""

from dataclasses import dataclass, field
from functools import partial
from time import monotonic

from PyQt6.QtCore import Qt

from dispatch_server.contract.ids import CallId, IncidentId, OrderId
from dispatch_server.contract.states import (
    CallState,
    Channel,
    DeliveryState,
    IncidentState,
    OrderState,
)
from tests.journey.stage import CALLER_HZ, DESK_HZ, KNOWN_ANI, Stage
from tests.testbed.phones import BankCall

STEPS = (
    ("1", OrderState.DEPARTED),
    ("2", OrderState.ARRIVED),
    ("4", OrderState.LOADED),
    ("5", OrderState.AT_HOSPITAL),
    ("6", OrderState.HANDED_OVER),
    ("7", OrderState.COMPLETED),
)
NO_INCIDENT = IncidentId("")
NO_ORDER = OrderId("")


@dataclass(slots=True)
class Emergency:
    """What came of one emergency. `steps_ms` holds the measured ways in milliseconds."""

    call_id: CallId
    incident_id: IncidentId = NO_INCIDENT
    order_id: OrderId = NO_ORDER
    steps_ms: dict[str, float] = field(default_factory=dict)

    def took(self, step: str, start: float, end: float) -> None:
        """Keep how long a step took."""
        self.steps_ms[step] = round((end - start) * 1000, 1)


def ring(stage: Stage) -> tuple[Emergency, BankCall]:
    """A citizen calls; wait until the desk shows it."""
    stage.wait(lambda: not stage.desk.models.desk.lines, "a free desk")
    caller = stage.dial()
    stage.wait(lambda: rings_for(stage, KNOWN_ANI), "the ringing call")
    call = stage.ringing
    assert call is not None
    stage.wait(lambda: call.id in stage.painted, "the painted call")
    emergency = Emergency(call.id)
    emergency.took("ring_to_pop", caller.invite_sent_at, stage.painted[call.id])
    return emergency, caller


def rings_for(stage: Stage, ani: str) -> bool:
    """Whether a call from this number rings at the desk, and no other."""
    return stage.ringing is not None and stage.ringing.ani == ani


def answer(stage: Stage, emergency: Emergency, caller: BankCall) -> None:
    """F1; wait until caller and desk are connected and the draft is open."""
    pressed = monotonic()
    stage.press(stage.desk.call_window, Qt.Key.Key_F1)
    stage.wait(lambda: caller.state == "up", "the answered call")
    emergency.took("answer_to_connected", pressed, caller.at("up"))
    stage.wait(lambda: stage.board.calls[emergency.call_id].incident_id is not None, "the draft")
    emergency.incident_id = stage.incident.id
    stage.wait(lambda: stage.desk.models.chosen.id == emergency.incident_id, "the draft's form")


def hear_each_other(stage: Stage, caller: BankCall) -> None:
    """Both sides hear the other's tone."""
    caller.wait_hears(DESK_HZ)
    stage.room.phones.wait_call("6001").wait_hears(CALLER_HZ)


def take_down(stage: Stage) -> None:
    """The place came with the number; type the complaint, and wait for the recommendation."""
    window = stage.desk.call_window
    stage.wait(lambda: stage.incident.details.scene.point is not None, "the place of the caller")
    stage.wait(lambda: stage.desk.models.recommendation.best is not None, "the recommendation")
    stage.type(window, "xt")
    stage.press(window, Qt.Key.Key_Return)
    stage.wait(lambda: stage.desk.models.form.details.complaint == "胸痛", "the complaint")


def dispatch(stage: Stage, emergency: Emergency) -> None:
    """F9 Enter; wait for the alarm at the station and for the sheet from its printer."""
    window = stage.desk.call_window
    before = set(stage.board.orders)
    stage.press(window, Qt.Key.Key_F9)
    pressed = monotonic()
    stage.press(window, Qt.Key.Key_Return)
    stage.wait(lambda: bool(set(stage.board.orders) - before), "the order")
    order = stage.order()
    emergency.order_id = order.id
    stage.wait(lambda: order.id in stage.alarmed, f"the alarm at {order.station_id}")
    emergency.took("order_to_alarm", pressed, stage.alarmed[order.id])
    printed = stage.wait(lambda: is_printed(stage, order.id), "the printed sheet")
    emergency.took("order_to_printed", pressed, printed)


def is_printed(stage: Stage, order_id: OrderId) -> bool:
    """Whether the printer has completed the order's sheet."""
    delivery = stage.board.orders[order_id].deliveries.get(Channel.PRINTER)
    return delivery is not None and delivery.state is DeliveryState.PRINTED


def confirm(stage: Stage, emergency: Emergency) -> None:
    """The station's space bar; wait until the desk sees it."""
    pressed = monotonic()
    stage.press(stage.station.window, Qt.Key.Key_Space)
    seen = stage.wait(
        lambda: state_of(stage, emergency) is OrderState.ACKNOWLEDGED, "the confirmation"
    )
    emergency.took("key_to_board", pressed, seen)


def state_of(stage: Stage, emergency: Emergency) -> OrderState:
    """Return the order's state as the desk sees it."""
    return stage.board.orders[emergency.order_id].state


def drive(stage: Stage, emergency: Emergency) -> None:
    """The station's keys stamp the order's times, one after another."""
    for key, state in STEPS:
        stage.type(stage.station.window, key)
        stage.wait(partial(both_see, stage, emergency, state), f"{state} at desk and station")


def both_see(stage: Stage, emergency: Emergency, state: OrderState) -> bool:
    """Whether desk and station have the order in a state."""
    return state_of(stage, emergency) is state and station_sees(stage, emergency, state)


def station_sees(stage: Stage, emergency: Emergency, state: OrderState) -> bool:
    """Whether the station's own board has the order in a state."""
    return stage.receiver_board.orders[emergency.order_id].state is state


def hang_up(stage: Stage, emergency: Emergency, caller: BankCall) -> None:
    """The caller hangs up; wait until the recording is sealed."""
    caller.hang_up()
    stage.wait(lambda: stage.board.calls[emergency.call_id].state is CallState.ENDED, "the end")
    stage.wait(
        lambda: all(
            r.sha256 for r in stage.board.recordings.values() if r.call_id == emergency.call_id
        ),
        "the sealed recording",
    )


def close(stage: Stage, emergency: Emergency) -> None:
    """Ctrl+1 chooses the one emergency in hand, F12 files it."""
    stage.wait(
        lambda: stage.board.incidents[emergency.incident_id].state is IncidentState.RESOLVED,
        "the resolved incident",
    )
    window = stage.desk.call_window
    stage.chord(window, Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_1)
    stage.press(window, Qt.Key.Key_F12)
    stage.wait(
        lambda: stage.board.incidents[emergency.incident_id].state is IncidentState.CLOSED,
        "the closed incident",
    )
