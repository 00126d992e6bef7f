"""HTTP: what the day brought, and the record of one incident."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query

from dispatch_server.api.asking import holding
from dispatch_server.contract.access import Right
from dispatch_server.contract.commands.command import LONGEST_ID
from dispatch_server.contract.day import DAY_PATH, RECORD_PATH, DayAnswer, RecordAnswer
from dispatch_server.contract.ids import IncidentId
from dispatch_server.ports.storage import StoreUnavailable
from dispatch_server.services.day import DayService

AWAY = "数据库没有应答，稍后再查"
_MAY = [Depends(holding(Right.LOOK_BACK))]


def routes(service: DayService) -> APIRouter:
    """Return the routes over the service."""
    router = APIRouter(tags=["looking back"])

    @router.get(DAY_PATH, dependencies=_MAY)
    async def day() -> DayAnswer:
        try:
            return await service.day()
        except StoreUnavailable:
            raise HTTPException(503, AWAY) from None

    @router.get(RECORD_PATH, dependencies=_MAY)
    async def record(incident: Annotated[str, Query(max_length=LONGEST_ID)]) -> RecordAnswer:
        try:
            found = await service.record(IncidentId(incident))
        except StoreUnavailable:
            raise HTTPException(503, AWAY) from None
        if found is None:
            raise HTTPException(404, "这件事件不在办，也不是今天的")
        return RecordAnswer(board=found)

    return router
