"""A server while another one leads: nobody is served, everybody is told to go on."""

from collections.abc import AsyncIterator

import pytest

from dispatch_server.contract.answers import NOT_KEPT, STANDBY, CommandOutcome, Hello
from dispatch_server.contract.commands.incidents import DraftIncident
from dispatch_server.contract.ids import CommandId, IncidentId
from tests.builders import room
from tests.server.served import Served, Socket

DRAFT = DraftIncident(command_id=CommandId("c-1"), incident_id=IncidentId("i-1"))


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with Served(*room()) as opened:
        yield opened


async def test_that_a_command_is_refused_in_words_and_may_be_sent_elsewhere(
    served: Served,
) -> None:
    before = len(served.store.journal)
    served.lead.stand_by()

    status, answer = await served.send(DRAFT)
    served.lead.take()
    again, done = await served.send(DRAFT)

    assert (status, answer.outcome, answer.code) == (503, CommandOutcome.REFUSED, NOT_KEPT)
    assert "备用服务器" in answer.sentence
    assert (again, done.outcome) == (200, CommandOutcome.DONE)
    assert len(served.store.journal) > before


async def test_that_nothing_is_answered_before_the_lead_is_held(served: Served) -> None:
    served.lead.stand_by()

    statuses = [(await served.http.get(path)).status_code for path in ("/hello", "/desk", "/no")]

    assert statuses == [503, 503, 503]


async def test_that_a_stream_is_turned_away_and_an_open_one_ends_with_the_lead(
    served: Served,
) -> None:
    async with Socket(served) as open_one:
        assert isinstance(await open_one.next(), Hello)
        served.lead.stand_by()
        await open_one.ended()
    async with Socket(served) as late:
        await late.ended()

    assert (open_one.code, late.code) == (STANDBY, STANDBY)
    assert "备用服务器" in open_one.reason
    assert served.presence.seats == ()
