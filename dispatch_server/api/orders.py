"""HTTP: dispatch orders and the vehicles that run them."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from dispatch_server.api.answering import Answering
from dispatch_server.api.asking import Asking
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
    async def issue(command: IssueOrder, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.issue, command, asker)

    @router.post(MoveOrder.PATH)
    async def move(command: MoveOrder, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.move, command, asker)

    @router.post(ReportContact.PATH)
    async def contact(command: ReportContact, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.contact, command, asker)

    @router.post(ReportDelivery.PATH)
    async def delivery(command: ReportDelivery, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.receive, command, asker)

    @router.post(ReprintOrder.PATH)
    async def reprint(command: ReprintOrder, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.reprint, command, asker)

    @router.post(SetDuty.PATH)
    async def duty(command: SetDuty, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.set_duty, command, asker)

    return router
