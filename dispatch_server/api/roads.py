"""HTTP: roads closed and opened."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from dispatch_server.api.answering import Answering
from dispatch_server.api.asking import Asking
from dispatch_server.contract.commands.roads import CloseRoad, OpenRoad
from dispatch_server.services.roads import RoadService


def routes(service: RoadService, answering: Answering) -> APIRouter:
    """Return the routes about roads over a service."""
    router = APIRouter(tags=["roads"])

    @router.post(CloseRoad.PATH)
    async def close(command: CloseRoad, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.close, command, asker)

    @router.post(OpenRoad.PATH)
    async def reopen(command: OpenRoad, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.open, command, asker)

    return router
