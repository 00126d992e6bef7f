"""What systemd is told while the server runs: ready, alive, stopping."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

log = logging.getLogger(__name__)

BEATS_A_PERIOD = 3
"""How often in one watchdog period the server says that it is alive."""


@asynccontextmanager
async def announced(environment: Mapping[str, str]) -> AsyncIterator[None]:
    """Say that the server is ready, then that it is alive, and at the end that it stops.

    Without a service manager nothing is said. The sign of life comes from the event loop: where
    that hangs, systemd starts the server anew.
    """
    address = environment.get("NOTIFY_SOCKET", "")
    if not address:
        yield
        return
    tell(address, "READY=1")
    beating = asyncio.create_task(_beat(address, _pause_s(environment)), name="watchdog")
    try:
        yield
    finally:
        tell(address, "STOPPING=1")
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)


def tell(address: str, state: str) -> None:
    """Send one state to the service manager; a manager that does not listen stops nobody."""
    path = "\0" + address[1:] if address.startswith("@") else address
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as sender:
            sender.sendto(state.encode(), path)
    except OSError as fault:
        log.warning("the service manager did not take %s: %s", state, fault.strerror)


def _pause_s(environment: Mapping[str, str]) -> float | None:
    """Return the pause between two signs of life, or None where nobody waits for them."""
    period = environment.get("WATCHDOG_USEC", "")
    return int(period) / 1e6 / BEATS_A_PERIOD if period.isdigit() and int(period) > 0 else None


async def _beat(address: str, pause_s: float | None) -> None:
    while pause_s is not None:
        tell(address, "WATCHDOG=1")
        await asyncio.sleep(pause_s)
