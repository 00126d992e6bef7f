"""What the console does about its own faults."""

import subprocess
import sys

PROGRAM = """
from PyQt6.QtCore import QCoreApplication, QTimer
from dispatch_console.__main__ import go_on_after_faults

def fail():
    raise RuntimeError("a fault in a slot")

app = QCoreApplication([])
go_on_after_faults()
QTimer.singleShot(0, fail)
QTimer.singleShot(1, lambda: app.exit(7))
raise SystemExit(app.exec())
"""


def test_that_a_fault_in_a_slot_does_not_end_the_desk() -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=30, check=False
    )

    assert done.returncode == 7
    assert "a fault in a slot" in done.stderr
