"""HTTP: signing in and out, and what a desk may know before."""

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from dispatch_server.api.asking import Asking
from dispatch_server.contract.answers import CommandOutcome
from dispatch_server.contract.ids import SeatId
from dispatch_server.contract.sign_in import (
    DESK_PATH,
    SIGN_IN_PATH,
    SIGN_OUT_PATH,
    DeskAnswer,
    SignIn,
    SignInRefusal,
)
from dispatch_server.services.desk import DeskService
from dispatch_server.services.sign_in import SignInRefused, SignInService

STATUS = {"wrong": 401, "wait": 429, "busy": 429, "unknown-seat": 404}


def routes(service: SignInService, desks: DeskService) -> APIRouter:
    """Return the routes over the services."""
    router = APIRouter(tags=["sign-in"])

    @router.post(SIGN_IN_PATH)
    async def sign_in(asked: SignIn, request: Request) -> JSONResponse:
        address = request.client.host if request.client else ""
        try:
            answer = await service.sign_in(asked, address=address)
        except SignInRefused as refused:
            told = SignInRefusal(
                outcome=CommandOutcome.REFUSED,
                code=refused.code,
                sentence=str(refused),
                wait_s=refused.wait_s,
            )
            return JSONResponse(told.model_dump(mode="json"), STATUS.get(refused.code, 403))
        body = answer.model_dump(mode="json")
        return JSONResponse(body, headers={"Cache-Control": "no-store"})

    @router.post(SIGN_OUT_PATH, status_code=204)
    async def sign_out(asker: Asking) -> Response:
        await service.sign_out(asker)
        return Response(status_code=204)

    @router.get(DESK_PATH)
    async def desk(seat: str) -> DeskAnswer:
        found = await desks.look(SeatId(seat))
        if found is None:
            raise HTTPException(404, "本席没有登记，核对启动时填的座席编号")
        return found

    return router
