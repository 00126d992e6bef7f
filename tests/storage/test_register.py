"""The subscriber register on the real embedded database."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dispatch_server.adapters.storage.engine import command_engine
from dispatch_server.adapters.storage.register import BATCH, SqlRegister, write_subscribers
from dispatch_server.contract.details import Subscriber
from tests.builders import ANI, SUBSCRIBER


def write(database: Path, *subscribers: Subscriber) -> int:
    engine = command_engine(database)
    written = write_subscribers(engine, subscribers)
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


async def test_that_a_server_may_write_while_a_city_is_read_in(database: Path) -> None:
    free: list[bool] = []

    def city() -> Iterator[Subscriber]:
        for number in range(2 * BATCH):
            if number == BATCH:
                free.append(may_write(database))
            yield replace(SUBSCRIBER, number=f"100{number:08}")

    engine = command_engine(database)
    written = write_subscribers(engine, city())
    engine.dispose()

    assert written == 2 * BATCH
    assert free == [True]


def may_write(database: Path) -> bool:
    connection = sqlite3.connect(database, isolation_level=None, timeout=0)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True
