"""A desk and a station talk over the real server: every receipt is the receiver's own word."""

from collections.abc import Iterator

import pytest

from dispatch_server.contract.states import ReceiptState
from tests.journey import seat_talk
from tests.journey.stage import Stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


def test_that_the_desk_sees_its_message_received_and_read(stage: Stage) -> None:
    message = seat_talk.write(stage, "示范大桥封闭至 17:00")
    received = seat_talk.receipt(stage, stage.board.messages[message.id])

    seat_talk.read(stage, message)

    assert received is ReceiptState.RECEIVED
    assert [row.state for row in stage.desk.models.messages.model.rows] == ["已读"]


def test_that_a_message_waits_for_a_receiver_that_is_gone(stage: Stage) -> None:
    stage.station.connection.stream.stop()
    seat_talk.compose(stage, "示范大桥封闭")
    stage.desk.models.message_draft.send()
    stage.wait(lambda: bool(stage.board.messages), "the message on the board")
    (message,) = stage.board.messages.values()
    before = seat_talk.receipt(stage, message)

    stage.station.connection.stream.start()
    stage.wait(
        lambda: seat_talk.receipt(stage, stage.board.messages[message.id]) is ReceiptState.RECEIVED,
        "the receipt after the return",
    )

    assert before is ReceiptState.UNKNOWN
