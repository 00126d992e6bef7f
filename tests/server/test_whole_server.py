"""The server as `main` puts it together, with a real database and city and no neighbours."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from dispatch_server.__main__ import main
from dispatch_server.administration import office
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.commands.orders import IssueOrder
from dispatch_server.contract.sign_in import SIGN_IN_PATH
from dispatch_server.contract.states import Role
from dispatch_server.main import build
from dispatch_server.services.people import NewPerson
from dispatch_server.settings import read_settings

CITY = Path(__file__).resolve().parents[2] / "gis_data" / "city" / "demo"
PASSWORD = "长江大桥 边上 吃面"


def nobody_listens_here() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def configured(folder: Path) -> Path:
    path = folder / "dispatch.toml"
    path.write_text(
        f"""
database = "dispatch.sqlite"
city = "{CITY}"
recordings = "recordings"
[server]
demonstration = true
[broker]
port = 0

[exchange]
port = {nobody_listens_here()}
[printers]
st-1 = "ipp://127.0.0.1:{nobody_listens_here()}/ipp/print"
[[seats]]
id = "seat-1"
name = "01席"
role = "dispatcher"
""",
        "utf-8",
    )
    for command in ("migrate", "seed"):
        assert main([command, "--config", str(path)]) == 0
    return path


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Start everything in the order in which a web server starts it."""
    settings = read_settings(await asyncio.to_thread(configured, folder))
    async with office(settings) as administration:
        new = NewPerson("0101", "示范甲", (Role.DISPATCHER,))
        await administration.people.add(new, PASSWORD)
    app = build(settings)
    said: asyncio.Queue[dict[str, object]] = asyncio.Queue()
    heard: asyncio.Queue[object] = asyncio.Queue()

    async def hear(message: object) -> None:
        heard.put_nowait(message)

    said.put_nowait({"type": "lifespan.startup"})
    running = asyncio.create_task(app({"type": "lifespan"}, said.get, hear))
    assert await heard.get() == {"type": "lifespan.startup.complete"}
    try:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://server"
        ) as client:
            yield client
    finally:
        said.put_nowait({"type": "lifespan.shutdown"})
        await running


async def signed_in(client: httpx.AsyncClient) -> dict[str, str]:
    """Sign the dispatcher in; return the header that says so."""
    asked = {"seat_id": "seat-1", "number": "0101", "password": PASSWORD}
    reply = await client.post(SIGN_IN_PATH, json=asked)
    return {"Authorization": f"Bearer {reply.json()['token']}"}


async def test_that_a_server_without_its_neighbours_starts_answers_and_stops(
    tmp_path: Path,
) -> None:
    async with started(tmp_path) as client:
        hello = await client.get("/hello")
        scene = {"lon": 114.2688, "lat": 30.5781}
        headers = await signed_in(client)
        found = await client.get("/recommendation", params=scene, headers=headers)

    assert hello.json()["seq"] > 0
    assert found.json()["vehicles"][0]["seconds"] > 0


async def test_that_a_malformed_command_is_refused_in_a_form_the_desk_reads(
    tmp_path: Path,
) -> None:
    async with started(tmp_path) as client:
        reply = await client.post(IssueOrder.PATH, json={}, headers=await signed_in(client))
        nowhere = await client.get("/nowhere")

    told = CommandAnswer.model_validate_json(reply.content)
    assert (reply.status_code, told.outcome) == (422, CommandOutcome.REFUSED)
    assert "command_id" in told.sentence
    assert CommandAnswer.model_validate_json(nowhere.content).code == "not-found"
