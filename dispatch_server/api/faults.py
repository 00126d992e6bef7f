"""What a seat is told when a request does not reach a service, or when the server itself fails."""

from collections.abc import Mapping, Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from dispatch_server.api.answering import answer
from dispatch_server.contract.answers import FAULT, CommandOutcome

FIELDS_NAMED = 3
CODES = {401: "signed-out", 403: "not-allowed", 404: "not-found"}


def install_faults(app: FastAPI) -> None:
    """Answer every fault in the form of a command's outcome, so that a desk can show it.

    An application takes this before it starts only.
    """

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, fault: RequestValidationError) -> JSONResponse:
        """Name the fields and never their content: it may be somebody's number or address."""
        sentence = (
            f"请求格式不对（{_fields(fault.errors())}），没有执行；核对后再试，仍不行请报维护"
        )
        return answer(422, CommandOutcome.REFUSED, "malformed", sentence)

    @app.exception_handler(HTTPException)
    async def not_served(_: Request, fault: HTTPException) -> JSONResponse:
        code = CODES.get(fault.status_code, "not-served")
        return answer(fault.status_code, CommandOutcome.REFUSED, code, str(fault.detail))

    @app.exception_handler(TimeoutError)
    async def too_slow(_request: Request, _fault: TimeoutError) -> JSONResponse:
        sentence = "服务器没有及时算出结果，稍后再试"
        return answer(503, CommandOutcome.UNKNOWN, "too-slow", sentence)

    @app.exception_handler(Exception)
    async def failed(_request: Request, _fault: Exception) -> JSONResponse:
        sentence = "服务器出错，不知道是否已执行；看事件列表核对，并报维护"
        return answer(500, CommandOutcome.UNKNOWN, FAULT, sentence)


def _fields(errors: Sequence[Mapping[str, Sequence[str | int]]]) -> str:
    names = [_name(error["loc"]) for error in errors]
    more = " 等" if len(names) > FIELDS_NAMED else ""
    return "、".join(dict.fromkeys(names[:FIELDS_NAMED])) + more


def _name(loc: Sequence[str | int]) -> str:
    """Return a field's name without the part of the request; a bare number is no field."""
    part, *inside = loc
    if not inside or isinstance(inside[0], int):
        return str(part)
    return ".".join(str(one) for one in inside)
