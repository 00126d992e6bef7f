"""HTTP: questions that change nothing."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from dispatch_server.api.asking import holding
from dispatch_server.contract.access import Right
from dispatch_server.contract.answers import Hello, RecommendationAnswer
from dispatch_server.contract.version import PROTOCOL
from dispatch_server.ports.storage import Store
from dispatch_server.services.recommendations import RecommendationService

Longitude = Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Query(ge=-90, le=90, allow_inf_nan=False)]


def routes(service: RecommendationService, store: Store) -> APIRouter:
    """Return the question routes over a service."""
    router = APIRouter(tags=["questions"])

    @router.get("/hello")
    async def hello() -> Hello:
        return Hello(protocol=PROTOCOL, seq=store.board.seq)

    @router.get("/recommendation", dependencies=[Depends(holding(Right.ASK_VEHICLES))])
    async def recommendation(lon: Longitude, lat: Latitude) -> RecommendationAnswer:
        return await service.recommend((lon, lat))

    return router
