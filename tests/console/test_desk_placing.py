"""How the windows of a role are put on the screens there are."""

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dispatch_console.main import place


def test_that_a_window_too_large_for_the_screen_is_fitted_to_it(qtbot: QtBot) -> None:
    window = QWidget(None, Qt.WindowType.FramelessWindowHint)
    qtbot.addWidget(window)
    window.resize(4000, 4000)

    place((window,), on_screens=(0,), windowed=True)

    assert window.isMaximized()


def test_that_a_small_window_opens_in_the_far_corner(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(200, 100)

    place((window,), on_screens=(0,), windowed=True)

    screen = QGuiApplication.primaryScreen()
    assert screen is not None
    middle = screen.availableGeometry().center()
    assert window.x() > middle.x()
    assert window.y() > middle.y()
