"""A quick way to post many commands: one connection kept open by an asynchronous client."""

from typing import Self

import aiohttp

from dispatch_server.contract.commands import Command

TIMEOUT_S = 10.0


class Poster:
    """Posts commands of one seat, several at once."""

    def __init__(self, server: str, token: str) -> None:
        self._server = server
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        self._session = aiohttp.ClientSession(headers=self._headers, timeout=timeout)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def post(self, command: Command) -> None:
        """Post a command; raise when it was not done."""
        url = self._server + command.PATH
        async with self._session.post(url, data=command.model_dump_json()) as answer:
            if answer.status != 200:
                raise RuntimeError(f"{command.PATH}: {answer.status} {await answer.text()}")
