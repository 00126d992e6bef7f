"""`make journey` as a test: the whole emergency on the real exchange and the real printer."""

import json
import subprocess
import sys

LONGEST_S = 180


def test_that_one_emergency_goes_from_ring_to_closed_on_real_parts_by_keys_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.journey"],
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )

    last = json.loads(done.stdout.strip().splitlines()[-1])
    assert last["journey"] == "closed", done.stdout + done.stderr
    assert done.returncode == 0
    assert set(last["steps_ms"]) == {
        "ring_to_pop",
        "answer_to_connected",
        "order_to_alarm",
        "order_to_printed",
        "key_to_board",
    }
