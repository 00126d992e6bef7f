"""HTTP: emergencies."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from dispatch_server.api.answering import Answering, AskingSeat
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
    async def draft(command: DraftIncident, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.draft, command, seat)

    @router.post(DescribeIncident.PATH)
    async def describe(command: DescribeIncident, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.describe, command, seat)

    @router.post(JoinIncident.PATH)
    async def join(command: JoinIncident, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.join, command, seat)

    @router.post(CancelIncident.PATH)
    async def cancel(command: CancelIncident, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.cancel, command, seat)

    @router.post(CloseIncident.PATH)
    async def close(command: CloseIncident, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.close, command, seat)

    return router
