"""HTTP: the maintainer's questions about the server itself."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query

from dispatch_server.api.asking import holding
from dispatch_server.contract.access import Right
from dispatch_server.contract.register import (
    CHANGES_PATH,
    REGISTER_PATH,
    ChangeKind,
    ChangesAnswer,
    RegisterAnswer,
)
from dispatch_server.contract.upkeep import (
    SETTINGS_PATH,
    UPKEEP_PATH,
    SettingsAnswer,
    UpkeepAnswer,
)
from dispatch_server.ports.storage import StoreUnavailable
from dispatch_server.services.register import RegisterService
from dispatch_server.services.upkeep import UpkeepService

AWAY = "数据库没有应答，稍后再查"
_MAY = [Depends(holding(Right.MAINTAIN))]


def routes(service: UpkeepService, register: RegisterService) -> APIRouter:
    """Return the routes over the services."""
    router = APIRouter(tags=["upkeep"])

    @router.get(UPKEEP_PATH, dependencies=_MAY)
    async def upkeep() -> UpkeepAnswer:
        try:
            return await service.look()
        except StoreUnavailable:
            raise HTTPException(503, AWAY) from None

    @router.get(SETTINGS_PATH, dependencies=_MAY)
    async def settings() -> SettingsAnswer:
        return SettingsAnswer(text=service.settings)

    @router.get(REGISTER_PATH, dependencies=_MAY)
    async def refreshes() -> RegisterAnswer:
        try:
            return await register.answer()
        except StoreUnavailable:
            raise HTTPException(503, AWAY) from None

    @router.get(CHANGES_PATH, dependencies=_MAY)
    async def changes(
        generation: Annotated[int, Query(ge=1, le=2**31 - 1)],
        kind: ChangeKind | None = None,
        after: Annotated[str, Query(max_length=40)] = "",
    ) -> ChangesAnswer:
        try:
            return await register.changes(generation, kind=kind, after=after)
        except StoreUnavailable:
            raise HTTPException(503, AWAY) from None

    return router
