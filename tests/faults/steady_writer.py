"""A process that journals one command after another and notes which were acknowledged."""

import asyncio
import os
from pathlib import Path

from dispatch_server.adapters.clock import SystemClock
from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.contract.events.calls import CallArrived
from dispatch_server.contract.ids import CallId, CommandId
from tests.storage.journalling import DESK


def write(address: Address, name: str, acknowledged: Path) -> None:
    """Write until killed; each acknowledged id is a line that outlives the process."""
    asyncio.run(_write(address, name, acknowledged))


async def _write(address: Address, name: str, acknowledged: Path) -> None:
    notes = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    async with SqlStore(address, SystemClock()) as store:
        number = 0
        while True:
            command_id = CommandId(f"{name}-{number}")
            async with store.begin(command_id, by=DESK) as tx:
                call = CallId(command_id)
                tx.record(CallArrived(call_id=call, ani=None, dialled="120"))
            os.write(notes, f"{command_id}\n".encode())
            number += 1
