"""HTTP: people, devices and sign-ins, as a maintainer keeps them."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from dispatch_server.api.answering import Answering
from dispatch_server.api.asking import Asking
from dispatch_server.contract.commands.people import (
    AddPerson,
    ChangePerson,
    EndSession,
    IssueDevice,
    ReleasePerson,
    RevokeDevice,
    SetPassword,
)
from dispatch_server.services.people_desk import PeopleDesk


def routes(service: PeopleDesk, answering: Answering) -> APIRouter:
    """Return the routes over a service."""
    router = APIRouter(tags=["people"])

    @router.post(AddPerson.PATH)
    async def add(command: AddPerson, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.add, command, asker)

    @router.post(ChangePerson.PATH)
    async def change(command: ChangePerson, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.change, command, asker)

    @router.post(SetPassword.PATH)
    async def password(command: SetPassword, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.set_password, command, asker)

    @router.post(ReleasePerson.PATH)
    async def release(command: ReleasePerson, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.release, command, asker)

    @router.post(EndSession.PATH)
    async def end_session(command: EndSession, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.end_session, command, asker)

    @router.post(IssueDevice.PATH)
    async def issue(command: IssueDevice, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.issue_device, command, asker)

    @router.post(RevokeDevice.PATH)
    async def revoke(command: RevokeDevice, asker: Asking) -> JSONResponse:
        return await answering.carry_out(service.revoke_device, command, asker)

    return router
