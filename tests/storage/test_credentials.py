"""What the database and its fake promise about credentials."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from dispatch_server.adapters.storage.credentials import SqlCredentials
from dispatch_server.contract.ids import SeatId
from dispatch_server.ports.access import Credentials, Failures, Owner, Token
from dispatch_server.ports.storage import StoreUnavailable
from tests.builders import START
from tests.fakes.credentials import FakeCredentials

PERSON = Token(
    "a" * 64, Owner.PERSON, "person-1", SeatId("seat-1"), START, START + timedelta(hours=16)
)
DEVICE = Token("b" * 64, Owner.DEVICE, "device-1", SeatId("receiver-1"), START)


@pytest.fixture(params=["fake", "file", "server"])
async def credentials(request: pytest.FixtureRequest) -> AsyncIterator[Credentials]:
    if request.param == "fake":
        yield FakeCredentials()
        return
    held = SqlCredentials(request.getfixturevalue(request.param))
    yield held
    await held.close()


async def test_that_a_password_is_replaced_by_the_next(credentials: Credentials) -> None:
    assert await credentials.password("person-1") is None

    await credentials.set_password("person-1", "hash 1")
    await credentials.set_password("person-1", "hash 2")
    await credentials.set_password("person-2", "hash 3")

    assert await credentials.password("person-1") == "hash 2"


async def test_that_tokens_come_back_as_they_were_until_they_are_dropped(
    credentials: Credentials,
) -> None:
    await credentials.add_token(PERSON)
    await credentials.add_token(DEVICE)
    assert set(await credentials.tokens()) == {PERSON, DEVICE}

    await credentials.drop_tokens([PERSON.hash, "unknown"])
    await credentials.drop_tokens([])

    assert list(await credentials.tokens()) == [DEVICE]


async def test_that_failures_are_kept_and_forgotten(credentials: Credentials) -> None:
    failures = Failures(3, START)
    await credentials.set_failures("k", Failures(2, START))
    await credentials.set_failures("k", failures)
    assert await credentials.failures("k") == failures

    await credentials.set_failures("k", None)
    await credentials.set_failures("k", None)

    assert await credentials.failures("k") is None


async def test_that_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("not a database " * 100)
    credentials = SqlCredentials(tmp_path / "x")

    with pytest.raises(StoreUnavailable):
        await credentials.tokens()

    await credentials.close()
