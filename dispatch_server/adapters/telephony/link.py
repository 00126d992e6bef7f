"""The standing link to the exchange: sign in, keep watch, and connect again when it breaks."""

import asyncio
import logging
import random
from collections.abc import Callable
from typing import Final

from dispatch_server.adapters.telephony.protocol import (
    ActionRefused,
    AmiMessage,
    Connection,
    LinkDown,
    LinkLost,
)
from dispatch_server.adapters.telephony.settings import AmiSettings
from dispatch_server.ports.telephony import ExchangeState

log = logging.getLogger(__name__)

_JITTER: Final = random.SystemRandom()


class AmiLink:
    """Connects, and connects again with growing pauses, until it is told to stop.

    It is up only once the exchange has taken the sign-in and says that it is fully booted. With
    a wrong secret it tries on at the longest pause: a person may put the secret right meanwhile.
    Nothing that was asked before a break is asked again after it.
    """

    def __init__(
        self,
        settings: AmiSettings,
        *,
        on_event: Callable[[AmiMessage], None],
        on_state: Callable[[ExchangeState, str], None],
    ) -> None:
        self._settings = settings
        self._on_event = on_event
        self._on_state = on_state
        self._state: ExchangeState | None = None
        self._connection: Connection | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to connect."""
        self._task = asyncio.get_running_loop().create_task(self._run(), name="exchange-link")

    async def stop(self) -> None:
        """End the link for good."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None
            self._state = None

    async def ask(self, action: str, **fields: str) -> list[AmiMessage]:
        """Ask one action, when the link is up.

        Raises `LinkDown`, `LinkLost` or `ActionRefused`.
        """
        if self._connection is None or self._state is not ExchangeState.UP:
            raise LinkDown
        within = self._settings.action_timeout_s
        return await self._connection.ask({"Action": action, **fields}, within=within)

    def break_off(self) -> None:
        """End the connection that is up, if there is one; the next one begins by itself."""
        if self._connection is not None and self._state is ExchangeState.UP:
            self._connection.break_off()

    async def _run(self) -> None:
        first, longest = self._settings.backoff_s
        pause = first
        while True:
            state, detail = await self._ended()
            if self._state is ExchangeState.UP:
                pause = first
            elif state is ExchangeState.REFUSED:
                pause = longest
            self._enter(state, detail)
            await asyncio.sleep(pause * _JITTER.uniform(0.7, 1.3))
            pause = min(pause * 2, longest)

    async def _ended(self) -> tuple[ExchangeState, str]:
        """Hold one connection and say how it ended; whatever happens, there will be a next one."""
        try:
            await self._session()
        except ActionRefused as refusal:
            return ExchangeState.REFUSED, str(refusal)
        except (OSError, LinkLost, LinkDown) as reason:
            return ExchangeState.DOWN, str(reason) or type(reason).__name__
        except Exception as fault:
            log.exception("the link to the exchange failed")
            return ExchangeState.DOWN, type(fault).__name__
        return ExchangeState.DOWN, "the link broke"

    async def _session(self) -> None:
        """Hold one connection from its beginning to its end."""
        settings = self._settings
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(settings.silent_s):
            _, connection = await loop.create_connection(
                lambda: Connection(self._take), settings.host, settings.port
            )
        self._connection = connection
        try:
            await connection.ask(
                {"Action": "Login", "Username": settings.user, "Secret": settings.secret},
                within=settings.silent_s,
            )
            await self._watch(connection)
        finally:
            self._connection = None
            connection.break_off()

    async def _watch(self, connection: Connection) -> None:
        """Return when the connection has ended, or when the exchange has fallen silent."""
        while True:
            try:
                async with asyncio.timeout(self._settings.ping_s):
                    await connection.wait_lost()
            except TimeoutError:
                if connection.silent_for_s > self._settings.silent_s:
                    raise LinkLost("the exchange fell silent") from None
                connection.ping()
            else:
                return

    def _take(self, message: AmiMessage) -> None:
        if message.get("Event") == "FullyBooted":
            self._enter(ExchangeState.UP, "")
        self._on_event(message)

    def _enter(self, state: ExchangeState, detail: str) -> None:
        if state is self._state:
            return
        self._state = state
        if state is ExchangeState.UP:
            log.info("the exchange is there")
        else:
            log.warning("the exchange is %s: %s", state, detail)
        self._on_state(state, detail)
