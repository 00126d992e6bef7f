"""The console's way to the server: what it asks for, and what it says of the link."""

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import QUrlQuery
from PyQt6.QtNetwork import QHostAddress
from PyQt6.QtWebSockets import QWebSocket, QWebSocketProtocol, QWebSocketServer
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.client import LOST
from dispatch_console.client.servers import Servers
from dispatch_console.client.session import Session
from dispatch_console.client.stream import Stream
from dispatch_console.mirror import Mirror
from dispatch_server.contract.answers import (
    STANDBY,
    TOO_OLD,
    Answer,
    Changes,
    Events,
    Hello,
    ShownRow,
    Snapshot,
)
from dispatch_server.contract.board import Board
from dispatch_server.contract.events.orders import OrderMoved
from dispatch_server.contract.folding.touched import Touched
from dispatch_server.contract.ids import OrderId, PersonId
from dispatch_server.contract.sign_in import SignInAnswer
from dispatch_server.contract.states import LinkState, OrderState, Role
from dispatch_server.contract.version import PROTOCOL
from tests.builders import ANI, ORDER, board, dispatched, journal, ringing, room
from tests.builders import START as NOON

REFUSED = QWebSocketProtocol.CloseCode(4401)
START = len(room())
ANSWER = SignInAnswer(
    token="the-token",
    person_id=PersonId("person-1"),
    name="示范甲",
    roles=(Role.DISPATCHER,),
    station_id=None,
    expires_at=NOON,
)


class Line:
    """A server that says what it is told to, and one seat's stream and mirror."""

    def __init__(self) -> None:
        self.server = QWebSocketServer("room", QWebSocketServer.SslMode.NonSecureMode)
        assert self.server.listen(QHostAddress("127.0.0.1"))
        self.asked: list[str] = []
        self.bearers: list[str] = []
        self.sockets: list[QWebSocket] = []
        self.links: list[tuple[LinkState, str]] = []
        self.mirror = Mirror()
        self.session = Session()
        self.session.take(ANSWER)
        self.ended: list[str] = []
        self.session.ended.connect(self.ended.append)
        self.stream = Stream(Servers(f"http://127.0.0.1:{self.server.serverPort()}"), self.session)
        self.stream.board_came.connect(self.mirror.replace)
        self.stream.event_came.connect(self.mirror.receive)
        self.stream.change_came.connect(self.mirror.receive_change)
        self.stream.link_changed.connect(lambda state, cause: self.links.append((state, cause)))
        self.mirror.gap_found.connect(self.stream.resume_from)
        self.server.newConnection.connect(self._connected)

    def _connected(self) -> None:
        socket = self.server.nextPendingConnection()
        assert socket is not None
        self.sockets.append(socket)
        self.bearers.append(bytes(socket.request().rawHeader(b"Authorization").data()).decode())
        self.asked.append(QUrlQuery(socket.requestUrl()).queryItemValue("after"))

    def say(self, *messages: Answer) -> None:
        """Send to the seat, on its latest connection."""
        for message in messages:
            self.sockets[-1].sendTextMessage(message.model_dump_json())

    def show_room(self) -> None:
        """Send what every seat gets first: a hello and the whole board."""
        self.say(Hello(protocol=PROTOCOL, seq=START), Snapshot(board=board(room())))


@pytest.fixture
def line(qapp: QApplication, qtbot: QtBot) -> Iterator[Line]:
    line = Line()
    line.stream.start()
    qtbot.waitUntil(lambda: line.asked == [""])
    yield line
    line.stream.stop()
    line.server.close()


def test_that_a_seat_comes_back_by_itself_and_resumes_from_its_number(
    line: Line, qtbot: QtBot
) -> None:
    line.show_room()
    line.say(Events(events=tuple(journal(ringing(), after=START))))
    qtbot.waitUntil(lambda: line.mirror.board.seq == START + len(ringing()))

    line.sockets[-1].abort()

    qtbot.waitUntil(lambda: len(line.asked) > 1)
    assert line.asked[1] == str(START + len(ringing()))
    assert line.links == [(LinkState.UP, ""), (LinkState.DOWN, LOST)]


def test_that_a_gap_is_asked_for_and_nothing_is_folded_over_it(line: Line, qtbot: QtBot) -> None:
    line.show_room()
    line.say(Events(events=tuple(journal(ringing(), after=START)[1:])))

    qtbot.waitUntil(lambda: len(line.asked) > 1)
    assert line.asked[1] == str(START)
    assert line.mirror.board == board(room())


def test_that_a_seat_that_sees_little_keeps_every_number(line: Line, qtbot: QtBot) -> None:
    line.show_room()
    after, moved = board([*room(), *dispatched()[8:]]), []
    line.mirror.changed.connect(lambda kind, thing: moved.append((kind, thing)))
    here = Board(orders=after.orders)

    line.say(Changes(rows=(ShownRow(seq=START + 1), ShownRow(seq=START + 2, here=here))))
    line.say(Changes(rows=(ShownRow(seq=START + 3, gone=(Touched("orders", ORDER),)),)))

    qtbot.waitUntil(lambda: line.mirror.board.seq == START + 3)
    assert moved == [("orders", ORDER), ("orders", ORDER)]
    assert line.mirror.board.orders == {}
    line.say(Changes(rows=(ShownRow(seq=START + 9),)))
    qtbot.waitUntil(lambda: len(line.asked) > 1)
    assert line.asked[1] == str(START + 3)


def test_that_a_board_of_another_journal_is_given_up_for_a_new_one(
    line: Line, qtbot: QtBot
) -> None:
    line.show_room()
    stranger = OrderMoved(order_id=OrderId("o-unknown"), to=OrderState.DEPARTED)
    line.say(Events(events=tuple(journal([stranger], after=START))))

    qtbot.waitUntil(lambda: len(line.asked) > 1)
    assert line.asked[1] == ""


def test_that_the_operator_reads_why_the_server_turned_the_seat_away(
    line: Line, qtbot: QtBot
) -> None:
    line.sockets[-1].close(REFUSED, "本席没有登记")

    qtbot.waitUntil(lambda: bool(line.links))
    assert line.links == [(LinkState.DOWN, "本席没有登记")]


def test_that_the_token_goes_in_the_header_and_not_in_the_address(line: Line) -> None:
    assert line.bearers == ["Bearer the-token"]
    assert "the-token" not in line.sockets[-1].requestUrl().toString()


def test_that_a_sign_in_that_ended_is_told_once_with_the_servers_sentence(
    line: Line, qtbot: QtBot
) -> None:
    line.show_room()
    qtbot.waitUntil(lambda: line.mirror.board.seq == START)

    line.sockets[-1].close(REFUSED, "登录已失效，请重新登录")

    qtbot.waitUntil(lambda: line.ended == ["登录已失效，请重新登录"])
    assert not line.session.is_open


def test_that_a_device_goes_on_trying_with_its_key(line: Line, qtbot: QtBot) -> None:
    line.session.take_key("the-key")

    line.sockets[-1].close(REFUSED, "本机的设备密钥无效或已撤销")

    qtbot.waitUntil(lambda: line.bearers[1:] == ["Bearer the-key"])
    assert not line.ended


def test_that_a_console_too_old_says_what_the_server_said(line: Line, qtbot: QtBot) -> None:
    sentence = "版本不符：服务器 3，本机 2，须升级"

    line.sockets[-1].close(QWebSocketProtocol.CloseCode(TOO_OLD), sentence)

    qtbot.waitUntil(lambda: (LinkState.DOWN, sentence) in line.links)


def test_that_a_message_nobody_understands_is_logged_without_what_it_says(
    line: Line, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    line.sockets[-1].sendTextMessage(f'{{"kind": "events", "events": ["{ANI}"]}}')

    qtbot.waitUntil(lambda: bool(line.links))
    assert "stream message not understood" in caplog.text
    assert ANI not in caplog.text


class Elsewhere:
    """A server that stands by: it closes every stream."""

    def __init__(self) -> None:
        self.server = QWebSocketServer("standby", QWebSocketServer.SslMode.NonSecureMode)
        assert self.server.listen(QHostAddress("127.0.0.1"))
        self.came = 0
        self.server.newConnection.connect(self._connected)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.serverPort()}"

    def _connected(self) -> None:
        socket = self.server.nextPendingConnection()
        assert socket is not None
        self.came += 1
        socket.close(QWebSocketProtocol.CloseCode(STANDBY), "这是备用服务器")


def test_that_a_seat_finds_the_leading_server_and_stays_there_when_it_only_resumes(
    line: Line, qtbot: QtBot
) -> None:
    standby, session = Elsewhere(), line.session
    servers = Servers((standby.address, f"http://127.0.0.1:{line.server.serverPort()}"))
    stream = Stream(servers, session)

    stream.start()
    qtbot.waitUntil(lambda: len(line.asked) == 2)
    line.show_room()
    qtbot.waitUntil(lambda: stream.state is LinkState.UP)
    stream.resume_from(START)
    qtbot.waitUntil(lambda: len(line.asked) == 3)
    stream.stop()
    standby.server.close()

    assert standby.came == 1
    assert line.asked == ["", "", str(START)]
    assert servers.address.endswith(str(line.server.serverPort()))
