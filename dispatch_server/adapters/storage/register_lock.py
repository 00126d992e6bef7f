"""Only one register is taken in at a time, on either database, by whichever program."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from dispatch_server.adapters.storage.address import Address
from dispatch_server.ports.register import RegisterRefused

BUSY: Final = "另一次用户资料更新正在进行，等它结束后再来"
_LOCK: Final = 120_112_114
"""The number of our advisory lock on PostgreSQL."""


@contextmanager
def register_locked(address: Address, engine: sa.Engine) -> Iterator[None]:
    """Hold the lock while the block runs; `RegisterRefused` where another program has it."""
    if isinstance(address, Path):
        with _file_locked(address.with_name(address.name + ".register-lock")):
            yield
        return
    with engine.connect() as connection:
        if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_LOCK))):
            raise RegisterRefused(BUSY)
        connection.commit()
        try:
            yield
        finally:
            connection.scalar(sa.select(sa.func.pg_advisory_unlock(_LOCK)))


@contextmanager
def _file_locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RegisterRefused(BUSY) from None
        yield
