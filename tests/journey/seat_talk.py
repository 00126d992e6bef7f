"""A message from the desk to the station and its receipts, and a hand-over list, by keys alone."""

from typing import Final

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtGui import QInputMethodEvent

from dispatch_server.contract.entities import Message
from dispatch_server.contract.states import ReceiptState
from gis_data.pinyin import syllables
from tests.journey.stage import Stage

CTRL: Final = Qt.KeyboardModifier.ControlModifier
SHIFT: Final = Qt.KeyboardModifier.ShiftModifier


def write(stage: Stage, words: str, *, urgent: bool = False) -> Message:
    """Write to the station by its initials; wait until its screen has painted the message."""
    window, before = stage.desk.call_window, set(stage.board.messages)
    compose(stage, words)
    if urgent:
        stage.chord(window, CTRL, Qt.Key.Key_U)
    stage.press(window, Qt.Key.Key_Return)
    stage.wait(lambda: len(stage.board.messages) > len(before), "the message on the board")
    (new,) = set(stage.board.messages) - before
    stage.wait(
        lambda: receipt(stage, stage.board.messages[new]) is ReceiptState.RECEIVED, "the receipt"
    )
    return stage.board.messages[new]


def compose(stage: Stage, words: str) -> None:
    """Open the line, find the station, and write as an input method does."""
    window = stage.desk.call_window
    station = stage.board.stations[stage.station_id]
    window.activateWindow()
    stage.wait(window.isActiveWindow, "the desk in front, after the receiver's alarm")
    stage.chord(window, CTRL, Qt.Key.Key_M)
    stage.chord(window, CTRL, Qt.Key.Key_M)
    stage.type(window, "".join(one[0] for one in syllables(station.name)))
    stage.press(window, Qt.Key.Key_Return)
    event = QInputMethodEvent()
    event.setCommitString(words)
    QCoreApplication.sendEvent(window.focusWidget(), event)


def read(stage: Stage, message: Message) -> None:
    """Press Enter at the receiver; wait until the desk knows that it was read."""
    stage.press(stage.station.window, Qt.Key.Key_Return)
    stage.wait(
        lambda: receipt(stage, stage.board.messages[message.id]) is ReceiptState.READ, "the reading"
    )


def receipt(stage: Stage, message: Message) -> ReceiptState:
    """Return what the desk knows of a message at the station."""
    return message.receipts[stage.station.connection.seat_id].state


def open_hand_over(stage: Stage) -> None:
    """Open the list of what is open at the desk."""
    stage.chord(stage.desk.call_window, CTRL | SHIFT, Qt.Key.Key_H)
