"""Ring to pop and order to alarm over 100 emergencies: `make bench NAME=first_path`.

pop: the caller's INVITE on the wire until the desk has painted the ringing call.
alarm: Enter on the recommended vehicle until the station's receiver has painted the alarm.
Both on the real exchange, with the real windows drawing into memory.
"""

import sys
from typing import Final

from PyQt6.QtCore import Qt

from dispatch_server.contract.states import CallState, Duty, IncidentState
from tests.journey import emergency
from tests.journey.stage import Stage, draw_to_memory
from tests.testbed.measuring import p95, report, run_bare

EMERGENCIES: Final = 100
WARM_UP: Final = 2
LIMITS: Final = {"pop_p95_ms": 300.0, "alarm_p95_ms": 300.0}
BARE_S: Final = 300.0


def main() -> int:
    """Measure the bare loops and ours on the same exchange; the last line is the JSON."""
    draw_to_memory()
    with Stage() as stage:
        bare = run_bare("tests.benchmarks.bare.first_path", _given(stage), within_s=BARE_S)
        for _ in range(WARM_UP):
            one_emergency(stage)
        taken = [one_emergency(stage) for _ in range(EMERGENCIES)]
    figures = {
        "pop_p95_ms": p95([one["ring_to_pop"] for one in taken]),
        "alarm_p95_ms": p95([one["order_to_alarm"] for one in taken]),
    }
    return report("first_path", figures, bare, LIMITS)


def one_emergency(stage: Stage) -> dict[str, float]:
    """Work one emergency to its end and send the vehicle back to its station."""
    case, caller = emergency.ring(stage)
    emergency.answer(stage, case, caller)
    emergency.take_down(stage)
    emergency.dispatch(stage, case)
    emergency.confirm(stage, case)
    emergency.drive(stage, case)
    caller.hang_up()
    stage.wait(lambda: stage.board.calls[case.call_id].state is CallState.ENDED, "the end")
    emergency.close(stage, case)
    restore(stage)
    return case.steps_ms


def restore(stage: Stage) -> None:
    """The station's Q: its vehicle is at the station again (实力恢复)."""
    stage.press(stage.station.window, Qt.Key.Key_Q)
    stage.wait(lambda: all(v.duty is Duty.AT_STATION for v in stage.board.vehicles.values()), "Q")
    assert all(i.state is IncidentState.CLOSED for i in stage.board.incidents.values())


def _given(stage: Stage) -> dict[str, object]:
    exchange = stage.room.exchange
    ami = exchange.ami_settings
    return {
        "ami_host": ami.host,
        "ami_port": ami.port,
        "user": ami.user,
        "secret": ami.secret,
        "sip_host": exchange.server[0],
        "sip_port": exchange.server[1],
        "trunk": exchange.trunk_address,
        "runs": EMERGENCIES,
    }


if __name__ == "__main__":
    sys.exit(main())
