"""`python -m tests.journey`: one emergency on the real parts; the last line says how it ended."""

import json
import sys
import traceback
from collections.abc import Iterator

from tests.journey import emergency, stage, traces

WANTED_MS = {
    "ring_to_pop": 300,
    "answer_to_connected": 1_000,
    "order_to_alarm": 300,
    "order_to_printed": 3_000,
    "key_to_board": 1_000,
}


def main() -> int:
    """Run the journey; 0 when the emergency was closed and every trace was found."""
    stage.draw_to_memory()
    told = ("started", dict[str, float]())
    try:
        for told in journey():
            print(f"journey: {told[0]}", flush=True)
    except Exception:  # noqa: BLE001 - whatever ended it is told, and the line comes last
        traceback.print_exc()
        print(json.dumps({"journey": f"failed after {told[0]}", "steps_ms": told[1]}))
        return 1
    ended, steps_ms = told
    for step, wanted in WANTED_MS.items():
        if steps_ms[step] > wanted:
            print(f"journey: {step} took {steps_ms[step]} ms, wanted {wanted}", flush=True)
    print(json.dumps({"journey": ended, "steps_ms": steps_ms}), flush=True)
    return 0


def journey() -> Iterator[tuple[str, dict[str, float]]]:
    """Work one emergency; yield how far it came, with the times so far."""
    with stage.Stage() as here:
        case, caller = emergency.ring(here)
        yield "ringing", case.steps_ms
        emergency.answer(here, case, caller)
        emergency.hear_each_other(here, caller)
        yield "answered", case.steps_ms
        emergency.take_down(here)
        emergency.dispatch(here, case)
        yield "dispatched", case.steps_ms
        emergency.confirm(here, case)
        emergency.drive(here, case)
        yield "completed", case.steps_ms
        emergency.hang_up(here, case, caller)
        emergency.close(here, case)
        traces.check(here, case)
        yield "closed", case.steps_ms


if __name__ == "__main__":
    sys.exit(main())
