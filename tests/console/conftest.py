"""Console tests draw into memory, never on a screen; a desk's window and a receiver for them."""

import os
from collections.abc import Iterator

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.map.base_map import BaseMap
from dispatch_console.map.motion import calm
from dispatch_console.theme.palette import Theme, wear
from dispatch_console.widgets.dressing import dress
from tests.console.desk_room import CITY
from tests.console.desk_window import Seated
from tests.console.station_room import Receiver

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def _at_once(qapp: QApplication) -> Iterator[None]:
    """Let views go where they are sent without moving there frame by frame."""
    calm(on=True)
    yield
    calm(on=False)


@pytest.fixture
def seated(qtbot: QtBot, qapp: QApplication) -> Iterator[Seated]:
    dress(qapp, Theme.DARK)
    seated = Seated(qtbot)
    yield seated
    seated.leave()


@pytest.fixture(scope="session")
def base(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseMap]:
    made = BaseMap(CITY, cache=tmp_path_factory.mktemp("map"))
    yield made
    made.close()


@pytest.fixture
def receiver(base: BaseMap, qtbot: QtBot) -> Iterator[Receiver]:
    yield Receiver(base, qtbot)
    wear(Theme.DARK)
