"""HTTP: dispatch orders and the vehicles that run them."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from dispatch_server.api.answering import Answering, AskingSeat
from dispatch_server.contract.commands.orders import (
    IssueOrder,
    MoveOrder,
    ReportContact,
    ReportDelivery,
    ReprintOrder,
    SetDuty,
)
from dispatch_server.services.orders import OrderService


def routes(service: OrderService, answering: Answering) -> APIRouter:
    """Return the order routes over a service."""
    router = APIRouter(tags=["orders"])

    @router.post(IssueOrder.PATH)
    async def issue(command: IssueOrder, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.issue, command, seat)

    @router.post(MoveOrder.PATH)
    async def move(command: MoveOrder, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.move, command, seat)

    @router.post(ReportContact.PATH)
    async def contact(command: ReportContact, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.contact, command, seat)

    @router.post(ReportDelivery.PATH)
    async def delivery(command: ReportDelivery, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.receive, command, seat)

    @router.post(ReprintOrder.PATH)
    async def reprint(command: ReprintOrder, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.reprint, command, seat)

    @router.post(SetDuty.PATH)
    async def duty(command: SetDuty, seat: AskingSeat) -> JSONResponse:
        return await answering.carry_out(service.set_duty, command, seat)

    return router
