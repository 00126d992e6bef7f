"""Who is asking: the person or device behind a bearer token."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from dispatch_server.contract.access import Right
from dispatch_server.domain.errors import NotAllowed
from dispatch_server.services.actors import Asker
from dispatch_server.services.sessions import NotSignedIn, Sessions

BEARER = "bearer "


def bearer(headers: Mapping[str, str]) -> str:
    """Return the token of a request, or nothing. A token never stands in an address."""
    value = headers.get("authorization", "")
    return value[len(BEARER) :].strip() if value.lower().startswith(BEARER) else ""


async def asking(request: Request) -> Asker:
    """Return who asks, or answer 401."""
    sessions: Sessions = request.app.state.sessions
    try:
        return await sessions.asker(bearer(request.headers))
    except NotSignedIn as fault:
        raise HTTPException(401, str(fault), {"WWW-Authenticate": "Bearer"}) from None


Asking = Annotated[Asker, Depends(asking)]


def holding(right: Right) -> Callable[[Asker], Awaitable[None]]:
    """Return a dependency that answers 403 to whoever does not hold a right."""

    async def check(asker: Asking) -> None:
        if right not in asker.rights:
            raise HTTPException(403, str(NotAllowed()))

    return check
