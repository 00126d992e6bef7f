"""The dispatcher's left window for tests, and the hands at its keyboard."""

from PyQt6.QtCore import QCoreApplication, QEvent, Qt
from PyQt6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from dispatch_console.roles.dispatcher.call_window import CallWindow
from dispatch_console.roles.dispatcher.scene_line import SceneField
from dispatch_console.theme.sounds import Sounds
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.ids import CallId, IncidentId
from tests.builders import (
    answered,
    ringing,
)
from tests.console.desk_room import ROOT, DeskRoom

OTHER_CALL = CallId("call-2")
OTHER_INCIDENT = IncidentId("i-2")
REFUSED = CommandAnswer(
    outcome=CommandOutcome.REFUSED, code="vehicle-busy", sentence="急01 已派给 7，不能再派"
)


class Seated:
    """A window at a desk, and the hands at its keyboard."""

    def __init__(self, qtbot: QtBot) -> None:
        self.room = DeskRoom()
        self.sounds = Sounds(ROOT / "resources" / "sounds")
        self.window = CallWindow(self.room.models, self.sounds)
        self._qtbot = qtbot
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow, timeout=2000)

    @property
    def focus(self) -> QWidget:
        """The widget that has the focus, or the window."""
        return self.window.focusWidget() or self.window

    def press(
        self,
        *keys: Qt.Key,
        held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Press keys one after the other, each where the focus is then."""
        for key in keys:
            self._qtbot.keyClick(self.focus, key, held)

    def type(self, words: str) -> None:
        """Type letters and digits where the focus is; wait for what is found by them."""
        for letter in words:
            self._qtbot.keyClicks(self.focus, letter)
        focus = self.focus
        if isinstance(focus, SceneField):
            self._qtbot.waitUntil(lambda: not focus.is_searching, timeout=5000)

    def leave(self) -> None:
        """Close the window and free it while its models still live."""
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def words(self, name: str) -> str:
        """Read a label by its name."""
        label = self.window.findChild(QLabel, name)
        assert label is not None
        return label.text()

    def take(self) -> None:
        """Let a known call ring, and be given to this desk."""
        self.room.play(ringing())
        self.press(Qt.Key.Key_F1)
        self.room.play(answered())
