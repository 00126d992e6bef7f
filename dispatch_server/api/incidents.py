"""HTTP: emergencies."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from dispatch_server.api.answering import Answering
from dispatch_server.api.asking import Asking
from dispatch_server.contract.commands.incidents import (
    CancelIncident,
    CloseIncident,
    DescribeIncident,
    DraftIncident,
    JoinIncident,
)
from dispatch_server.services.incidents import IncidentService


def routes(service: IncidentService, answering: Answering) -> APIRouter:
    """Return the incident routes over a service."""
    router = APIRouter(tags=["incidents"])

    @router.post(DraftIncident.PATH)
    async def draft(command: DraftIncident, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.draft, command, asker)

    @router.post(DescribeIncident.PATH)
    async def describe(command: DescribeIncident, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.describe, command, asker)

    @router.post(JoinIncident.PATH)
    async def join(command: JoinIncident, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.join, command, asker)

    @router.post(CancelIncident.PATH)
    async def cancel(command: CancelIncident, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.cancel, command, asker)

    @router.post(CloseIncident.PATH)
    async def close(command: CloseIncident, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.close, command, asker)

    return router
