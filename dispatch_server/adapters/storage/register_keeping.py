"""Keeps the register fresh: a watched folder, a program of its own for the work, the history."""

import asyncio
import json
import logging
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import reading_engine
from dispatch_server.adapters.storage.faults import FAULTS
from dispatch_server.adapters.storage.register_file import REFUSED_SUFFIX, mark_of
from dispatch_server.adapters.storage.register_worker import Job
from dispatch_server.adapters.storage.tables import register_change, register_refresh
from dispatch_server.contract.register import ChangeKind, RegisterChange, RegisterRefresh
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.register import RegisterRefused
from dispatch_server.ports.storage import StoreUnavailable

log = logging.getLogger(__name__)

PROGRAM: Final = "dispatch_server.adapters.storage.register_worker"
ENDED_S: Final = 5.0
"""How long the program may take to end when it is told to."""
_SHOWN: Final = [c for c in register_refresh.c if c.name != "source_mark"]


class SqlRegisterKeeper:
    """Keeps the promises of `RegisterKeeper`.

    The work is done by a program of its own with low priority, so that no call waits for it.
    """

    def __init__(
        self,
        address: Address,
        city: Path,
        folder: Path | None,
        clock: Clock,
        *,
        most_removed_percent: float,
        within_s: float,
    ) -> None:
        self._address = address
        self._city = city
        self._folder = folder
        self._clock = clock
        self._most_removed_percent = most_removed_percent
        self._within_s = within_s
        self._reader = reading_engine(address)

    async def close(self) -> None:
        """Let the database go."""
        await self._reader.dispose()

    async def waiting(self) -> Path | None:
        """Return the newest file of the folder, unless it is the one that was taken last."""
        newest = await asyncio.to_thread(self._newest)
        if newest is None:
            return None
        file, mark = newest
        last = sa.select(register_refresh.c.source_mark).order_by(
            register_refresh.c.generation.desc()
        )
        rows = await self._read(last.limit(1))
        return None if rows and rows[0].source_mark == mark else file

    async def refresh(self, file: Path) -> RegisterRefresh:
        """Let the program take the file in, and wait for it; it is ended when we are cancelled."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", PROGRAM), stdin=PIPE, stdout=PIPE
        )
        try:
            async with asyncio.timeout(self._within_s):
                said, _ = await process.communicate(self._job(file))
        except TimeoutError:
            raise RegisterRefused(f"超过 {self._within_s:.0f} 秒仍未完成，已停止") from None
        finally:
            await _end(process)
        return _outcome(said)

    async def refreshes(self, *, limit: int) -> Sequence[RegisterRefresh]:
        """Return the refreshes, newest first."""
        query = sa.select(*_SHOWN).order_by(register_refresh.c.generation.desc()).limit(limit)
        names = [column.name for column in _SHOWN]
        return [
            RegisterRefresh.model_validate(dict(zip(names, row, strict=True)))
            for row in await self._read(query)
        ]

    async def changes(
        self, generation: int, *, kind: ChangeKind | None, after: str, limit: int
    ) -> Sequence[RegisterChange]:
        """Return changes of a refresh behind a number."""
        change = register_change.c
        query = sa.select(change.number, change.kind, change.was, change.becomes).where(
            change.generation == generation, change.number > after
        )
        if kind is not None:
            query = query.where(change.kind == kind.value)
        return [
            RegisterChange(number=row.number, kind=row.kind, was=row.was, becomes=row.becomes)
            for row in await self._read(query.order_by(change.number).limit(limit))
        ]

    async def _read(
        self, query: sa.Select[tuple[object, ...]]
    ) -> Sequence[sa.Row[tuple[object, ...]]]:
        try:
            async with self._reader.connect() as connection:
                return (await connection.execute(query)).all()
        except FAULTS as fault:
            raise StoreUnavailable(type(fault).__name__) from None

    def _newest(self) -> tuple[Path, str] | None:
        if self._folder is None or not self._folder.is_dir():
            return None
        files = [f for f in self._folder.glob("*.csv") if not f.name.endswith(REFUSED_SUFFIX)]
        if not files:
            return None
        newest = max(files, key=lambda file: file.stat().st_mtime)
        return newest, mark_of(newest)

    def _job(self, file: Path) -> bytes:
        """Return what the program is told; the database's password goes no other way."""
        address = self._address
        return json.dumps(
            Job(
                database=str(address)
                if isinstance(address, Path)
                else address.render_as_string(hide_password=False),
                city=str(self._city),
                delivery=str(file),
                at=self._clock.now().isoformat(),
                most_removed_percent=self._most_removed_percent,
            )
        ).encode()


def _outcome(said: bytes) -> RegisterRefresh:
    """Return what the program's one line says."""
    try:
        told = json.loads(said)
    except ValueError:
        raise RegisterRefused("导入程序意外结束，见服务器日志") from None
    if "refused" in told:
        raise RegisterRefused(told["refused"])
    return RegisterRefresh.model_validate(told["refresh"])


async def _end(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(ENDED_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
