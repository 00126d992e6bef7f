"""A desk and a receiver that the server turned away say why, in the server's words."""

from pytestqt.qtbot import QtBot

from dispatch_console.client import LOST
from dispatch_console.viewmodels.station_receiver import StationReceiver
from dispatch_server.contract.commands.orders import IssueOrder
from dispatch_server.contract.states import LinkState, OrderState
from tests.builders import STATION, board, dispatched
from tests.console.desk_room import DeskRoom

TOO_OLD = "版本不符：服务器 3，本机 2，须升级"


def test_that_a_desk_too_old_reads_the_servers_sentence(qtbot: QtBot) -> None:
    desk = DeskRoom().models.desk

    desk.set_server_link(LinkState.DOWN, LOST)
    broken = desk.links[0].effect
    desk.set_server_link(LinkState.DOWN, TOO_OLD)

    assert broken != TOO_OLD
    assert desk.links[0].effect == TOO_OLD


def test_that_a_receiver_turned_away_says_why(qtbot: QtBot) -> None:
    here = DeskRoom()
    receiver = StationReceiver(
        STATION, here.mirror, here.commands, held=here.held, now=here.face.now
    )
    said: list[str] = []
    receiver.said.connect(said.append)

    receiver.set_link(LinkState.DOWN, LOST)
    receiver.set_link(LinkState.DOWN, "本机的设备密钥无效或已撤销，请维护员重新签发")

    assert said == ["本机的设备密钥无效或已撤销，请维护员重新签发"]


def test_that_what_the_role_may_not_is_grey(qtbot: QtBot) -> None:
    here = DeskRoom()
    here.mirror.replace(board(dispatched()))
    receiver = StationReceiver(
        STATION, here.mirror, here.commands, held=here.held, now=here.face.now
    )
    could = receiver.can(OrderState.ACKNOWLEDGED)
    here.commands.rights = frozenset()

    assert could
    assert not receiver.can(OrderState.ACKNOWLEDGED)
    assert not here.models.desk.may(IssueOrder)
