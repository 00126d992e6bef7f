"""One connection to the exchange, byte by byte."""

import asyncio

import pytest

from dispatch_server.adapters.telephony.protocol import (
    LONGEST_MESSAGE,
    ActionRefused,
    AmiMessage,
    Connection,
    LinkDown,
    LinkLost,
)


class Wire(asyncio.Transport):
    """A transport that keeps what is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = b""
        self.aborted = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent += bytes(data)

    def abort(self) -> None:
        self.aborted = True

    def close(self) -> None:
        self.aborted = True


class Line:
    """A connection over a wire, and the events it told."""

    def __init__(self) -> None:
        self.events: list[AmiMessage] = []
        self.wire = Wire()
        self.connection = Connection(self.events.append)
        self.connection.connection_made(self.wire)

    async def ask(self, **fields: str) -> asyncio.Task[list[AmiMessage]]:
        asking = asyncio.create_task(self.connection.ask(fields, within=5))
        await asyncio.sleep(0)
        return asking

    def reply(self, text: str) -> None:
        action = self.wire.sent.split(b"ActionID: ")[-1].split(b"\r\n")[0].decode()
        self.connection.data_received(text.format(id=action).replace("\n", "\r\n").encode())


@pytest.fixture
async def line() -> Line:
    return Line()


async def test_that_a_character_cut_in_two_arrives_whole(line: Line) -> None:
    for byte in "Event: UserEvent\r\nName: 张三丰\r\n\r\n".encode():
        line.connection.data_received(bytes([byte]))

    assert line.events[0]["Name"] == "张三丰"


async def test_that_an_event_nobody_can_use_does_not_end_the_connection() -> None:
    heard: list[str] = []

    def take(message: AmiMessage) -> None:
        heard.append(message["Name"])

    connection = Connection(take)
    connection.connection_made(Wire())
    connection.data_received(b"Event: A\r\n\r\nEvent: B\r\nName: b\r\n\r\n")

    assert heard == ["b"]


async def test_that_an_action_has_one_answer(line: Line) -> None:
    asking = await line.ask(Action="Hangup", Channel="PJSIP/6001-1")

    line.reply("Response: Success\nActionID: {id}\nMessage: done\n\n")

    assert (await asking)[0]["Message"] == "done"


async def test_that_a_list_is_answered_with_all_its_rows(line: Line) -> None:
    asking = await line.ask(Action="Status")

    line.reply("Response: Success\nActionID: {id}\nEventList: start\nMessage: follows\n\n")
    line.reply("Event: Status\nActionID: {id}\nVariable: A=1\nVariable: B=2\n\n")
    line.reply("Event: StatusComplete\nActionID: {id}\nEventList: Complete\n\n")

    rows = await asking
    assert [row.get("Event") for row in rows] == [None, "Status", "StatusComplete"]
    assert rows[1]["Variable"] == "A=1\nB=2"
    assert line.events == []


async def test_that_a_refusal_says_why(line: Line) -> None:
    asking = await line.ask(Action="Hangup", Channel="PJSIP/6001-1")

    line.reply("Response: Error\nActionID: {id}\nMessage: No such channel\n\n")

    with pytest.raises(ActionRefused, match="No such channel"):
        await asking


async def test_that_an_answer_that_does_not_come_is_not_waited_for(line: Line) -> None:
    with pytest.raises(LinkLost):
        await line.connection.ask({"Action": "Status"}, within=0.01)

    line.reply("Response: Success\nActionID: {id}\nMessage: too late\n\n")


@pytest.mark.parametrize("mark", ["\r", "\n", "\0"])
async def test_that_a_line_end_never_goes_out(line: Line, mark: str) -> None:
    with pytest.raises(ValueError, match="line end"):
        await line.connection.ask({"Action": "Hangup", "Channel": f"x{mark}Action: y"}, within=1)

    assert line.wire.sent == b""


async def test_that_what_was_asked_before_a_break_is_unknown_and_not_asked_again(
    line: Line,
) -> None:
    asking = await line.ask(Action="Hangup", Channel="PJSIP/6001-1")

    line.connection.connection_lost(None)

    with pytest.raises(LinkLost):
        await asking
    with pytest.raises(LinkDown):
        await line.connection.ask({"Action": "Status"}, within=1)


async def test_that_a_message_without_an_end_ends_the_connection(line: Line) -> None:
    line.connection.data_received(b"x" * (LONGEST_MESSAGE + 1))

    assert line.wire.aborted
