"""What seats say over HTTP, and how it comes to the other seats by the stream."""

from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.answers import CommandOutcome, Events, Snapshot
from dispatch_server.contract.commands.seats import (
    DeclareSeat,
    OfferHandOver,
    ReadMessage,
    ReceiveMessage,
    SendMessage,
    TakeHandOver,
)
from dispatch_server.contract.ids import CommandId, HandOverId, MessageId
from dispatch_server.contract.states import AddresseeKind, ReceiptState, SeatState
from dispatch_server.contract.version import PROTOCOL
from tests.builders import OTHER_SEAT, RECEIVER, SEAT, room
from tests.server.served import Served, Socket, bearing, token_at

SENT = SendMessage(
    command_id=CommandId("c-send"), to=Addressee(AddresseeKind.STATION, "st-1"), text="示范大桥封闭"
)
MESSAGE = MessageId("m-c-send")
GOT = ReceiveMessage(command_id=CommandId("c-got"), message_id=MESSAGE)
READ = ReadMessage(command_id=CommandId("c-read"), message_id=MESSAGE)


async def test_that_a_message_and_its_receipts_go_round() -> None:
    async with Served(*room()) as served:
        query = f"seat={SEAT}&protocol={PROTOCOL}"
        async with Socket(served, query) as socket:
            await socket.next()
            await socket.next()
            statuses = [
                (await served.send(SENT))[0],
                (await served.send(GOT, seat_id=RECEIVER))[0],
                (await served.send(READ, seat_id=RECEIVER))[0],
            ]
            told = [await socket.next() for _ in statuses]

    assert statuses == [200, 200, 200]
    types = [one.events[0].event.type for one in told if isinstance(one, Events)]
    assert types == ["message.sent", "message.received", "message.read"]


async def test_that_a_station_offline_finds_the_message_when_it_comes_back() -> None:
    async with Served(*room()) as served:
        await served.send(SENT)
        unheard = served.store.board.messages[MESSAGE].receipts[RECEIVER].state

        async with Socket(served, f"seat={RECEIVER}&protocol={PROTOCOL}") as socket:
            await socket.next()
            snapshot = await socket.next()

    assert unheard is ReceiptState.UNKNOWN
    assert isinstance(snapshot, Snapshot)
    assert snapshot.board.messages[MESSAGE].text == "示范大桥封闭"


async def test_that_a_station_resumes_after_its_number_with_the_message() -> None:
    async with Served(*room()) as served:
        before = served.store.board.seq
        await served.send(SENT)

        query = f"seat={RECEIVER}&protocol={PROTOCOL}&after={before}"
        async with Socket(served, query) as socket:
            await socket.next()
            missed = await socket.next()

    assert isinstance(missed, Events)
    assert [one.event.type for one in missed.events] == ["message.sent"]


async def test_that_a_message_sent_again_is_done_and_not_doubled() -> None:
    async with Served(*room()) as served:
        await served.send(SENT)
        status, answer = await served.send(SENT)

        assert (status, answer.outcome) == (200, CommandOutcome.DONE)
        assert len(served.store.board.messages) == 1


async def test_that_the_last_ready_desk_hears_why_it_must_stay() -> None:
    async with Served(*room()) as served:
        away = DeclareSeat(command_id=CommandId("c-1"), state=SeatState.AWAY, reason="就餐")
        await served.send(away)
        again = away.model_copy(update={"command_id": CommandId("c-2")})
        status, answer = await served.send(again, seat_id=OTHER_SEAT)

    assert (status, answer.code) == (409, "last-ready")
    assert "没有别的调度席就绪" in answer.sentence
    assert [refusal.code for refusal in served.store.refusals] == ["last-ready"]


async def test_that_a_hand_over_needs_two_desks() -> None:
    async with Served(*room()) as served:
        await served.send(OfferHandOver(command_id=CommandId("c-off"), notes="示范备注"))
        take = TakeHandOver(command_id=CommandId("c-1"), handover_id=HandOverId("h-c-off"))
        own, _ = await served.send(take)
        again = take.model_copy(update={"command_id": CommandId("c-2")})
        other, _ = await served.send(again, seat_id=OTHER_SEAT)

    assert (own, other) == (409, 200)


async def test_that_a_text_too_long_is_not_taken() -> None:
    async with Served(*room()) as served:
        body = SENT.model_dump_json().replace("示范大桥封闭", "长" * 501)
        reply = await served.http.post(
            SENT.PATH,
            content=body.encode(),
            headers={**bearing(token_at(SEAT)), "Content-Type": "application/json"},
        )

    assert reply.status_code == 422
    assert "长长" not in reply.text
