"""HTTP: ways, reach and roads at a place; questions that change nothing."""

from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, HTTPException, Query

from dispatch_server.api.asking import Asking, holding
from dispatch_server.api.questions import Latitude, Longitude
from dispatch_server.contract.access import Right
from dispatch_server.contract.answers import ReachAnswer, RoadAnswer, RouteAnswer
from dispatch_server.contract.ids import OrderId
from dispatch_server.domain.errors import NotFound, NotYours
from dispatch_server.services.ways import WayService

MOST_BANDS = 6
NO_WAY = "两点之间没有路；核对两点是否在地图内、道路是否封闭"

T = TypeVar("T")
Minutes = Annotated[list[Annotated[int, Query(ge=1, le=60)]], Query(max_length=MOST_BANDS)]


def routes(service: WayService) -> APIRouter:
    """Return the question routes over a service."""
    router = APIRouter(tags=["ways"], dependencies=[Depends(holding(Right.ASK_WAYS))])

    @router.get("/route")
    async def route(
        lon: Longitude, lat: Latitude, to_lon: Longitude, to_lat: Latitude
    ) -> RouteAnswer:
        return _there(await service.route((lon, lat), (to_lon, to_lat)), NO_WAY)

    @router.get("/orders/{order_id}/way")
    async def way(order_id: str, asker: Asking) -> RouteAnswer:
        try:
            found = await service.of_order(OrderId(order_id), by=asker.seat)
        except NotFound as refused:
            raise HTTPException(404, str(refused)) from None
        except NotYours as refused:
            raise HTTPException(403, str(refused)) from None
        return _there(found, NO_WAY)

    @router.get("/reach")
    async def reach(lon: Longitude, lat: Latitude, minutes: Minutes) -> ReachAnswer:
        return await service.reach((lon, lat), minutes)

    @router.get("/roads/at")
    async def road(lon: Longitude, lat: Latitude) -> RoadAnswer:
        return _there(await service.road((lon, lat)), "这里附近没有道路，或不在地图内")

    @router.get("/roads/stretch")
    async def stretch(
        lon: Longitude, lat: Latitude, to_lon: Longitude, to_lat: Latitude
    ) -> RoadAnswer:
        found = await service.stretch((lon, lat), (to_lon, to_lat))
        return _there(found, "两点不在同一条有名字的道路上；两点都点在要封闭的路上")

    return router


def _there(found: T | None, sentence: str) -> T:
    if found is None:
        raise HTTPException(404, sentence)
    return found
