"""The subscriber register on the real embedded database."""

from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from dispatch_server.adapters.storage.engine import sqlite_url
from dispatch_server.adapters.storage.register import SqlRegister, write_subscribers
from dispatch_server.contract.details import Subscriber
from tests.builders import ANI, SUBSCRIBER


def write(database: Path, *subscribers: Subscriber) -> int:
    engine = sa.create_engine(sqlite_url(database))
    with engine.begin() as connection:
        written = write_subscribers(connection, subscribers)
    engine.dispose()
    return written


async def test_that_a_number_is_found_with_its_address_and_point(database: Path) -> None:
    write(database, SUBSCRIBER)
    register = SqlRegister(database)

    assert await register.find(ANI) == SUBSCRIBER

    await register.close()


async def test_that_an_unknown_number_is_found_nowhere(database: Path) -> None:
    register = SqlRegister(database)

    assert await register.find("10000000000") is None

    await register.close()


async def test_that_a_newer_row_replaces_the_older(database: Path) -> None:
    write(database, SUBSCRIBER)
    moved = replace(SUBSCRIBER, address="示范八路 8 号", point=None, precision=None)

    write(database, moved)
    register = SqlRegister(database)

    assert await register.find(ANI) == moved

    await register.close()
