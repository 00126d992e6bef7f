"""HTTP: the maintainer's questions about the server itself."""

from fastapi import APIRouter, Depends, HTTPException

from dispatch_server.api.asking import holding
from dispatch_server.contract.access import Right
from dispatch_server.contract.upkeep import (
    SETTINGS_PATH,
    UPKEEP_PATH,
    SettingsAnswer,
    UpkeepAnswer,
)
from dispatch_server.ports.storage import StoreUnavailable
from dispatch_server.services.upkeep import UpkeepService

AWAY = "数据库没有应答，稍后再查"
_MAY = [Depends(holding(Right.MAINTAIN))]


def routes(service: UpkeepService) -> APIRouter:
    """Return the routes over the service."""
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

    return router
