"""The one place where adapters meet services; the order of starting and stopping."""

import logging
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import time
from typing import Final

from fastapi import FastAPI

from dispatch_server.adapters.clock import SteadyClock
from dispatch_server.adapters.disks import FolderDisks
from dispatch_server.adapters.ground.city_ground import CityGround
from dispatch_server.adapters.mqtt.embedded import LOOPBACK, EmbeddedBroker
from dispatch_server.adapters.mqtt.link import BrokerAddress, MqttLink
from dispatch_server.adapters.passwords import Argon2Passwords
from dispatch_server.adapters.printing.ipp import IppPrinters
from dispatch_server.adapters.printing.sheet import MAP_MM, TypstSheets
from dispatch_server.adapters.recordings.folder import RecordingsFolder
from dispatch_server.adapters.service_manager import announced
from dispatch_server.adapters.storage.credentials import SqlCredentials
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.leading import Leadership
from dispatch_server.adapters.storage.positions import SqlHistory
from dispatch_server.adapters.storage.register import SqlRegister
from dispatch_server.adapters.storage.register_keeping import SqlRegisterKeeper
from dispatch_server.adapters.storage.upkeep import StorageUpkeep
from dispatch_server.adapters.telephony.exchange import AsteriskTelephony
from dispatch_server.adapters.telephony.settings import AmiSettings
from dispatch_server.api.faults import install_faults
from dispatch_server.api.routing import Doors, Office, Roads, install
from dispatch_server.api.standing_by import StandingBy
from dispatch_server.contract.settings.page import page
from dispatch_server.contract.shipped import shipped
from dispatch_server.domain.fixes import FilterLimits, grown
from dispatch_server.ports.clock import Clock
from dispatch_server.services.calls import CallService
from dispatch_server.services.clock_watch import ClockWatch
from dispatch_server.services.day import DayService
from dispatch_server.services.desk import DeskService
from dispatch_server.services.frames import FrameService
from dispatch_server.services.lane import PositionLane
from dispatch_server.services.lead import Lead
from dispatch_server.services.links import LinkService
from dispatch_server.services.people import PeopleService
from dispatch_server.services.people_desk import PeopleDesk
from dispatch_server.services.presence import Presence
from dispatch_server.services.printer_watch import PrinterWatch
from dispatch_server.services.printing import PrintReaction
from dispatch_server.services.reactions import Reactions
from dispatch_server.services.register import RegisterService
from dispatch_server.services.roads import RoadWatch
from dispatch_server.services.sealing import SealReaction
from dispatch_server.services.sessions import Sessions
from dispatch_server.services.sign_in import SignInService
from dispatch_server.services.space_watch import SpaceWatch
from dispatch_server.services.stream import StreamService
from dispatch_server.services.upkeep import Kept, UpkeepService
from dispatch_server.services.vehicle_watch import VehicleWatch
from dispatch_server.settings import ExchangeSettings, Settings

log = logging.getLogger(__name__)

SETTINGS_HEADING: Final = "Settings in force: the file, and the environment over it."
MINUTE_S: Final = 60.0
TEMPLATE = shipped("resources/templates") / "order_sheet.typ"


def build(settings: Settings) -> FastAPI:
    """Return the server as a web application; it starts and stops its parts by its lifespan."""
    lead = Lead()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as parts:
            await _start(app, settings, lead, parts)
            await parts.enter_async_context(announced(os.environ))
            log.info("server ready")
            yield
        log.info("server stopped")

    app = FastAPI(
        title="Dispatch 120", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.add_middleware(StandingBy, lead=lead)
    install_faults(app)
    return app


async def _start(app: FastAPI, settings: Settings, lead: Lead, parts: AsyncExitStack) -> None:
    """Start storage, then services, then the neighbours that bring work; stop in reverse."""
    clock = SteadyClock(step_s=settings.server.clock_step_s)
    store = await parts.enter_async_context(SqlStore(settings.database, clock))
    register = SqlRegister(settings.database)
    parts.push_async_callback(register.close)
    ground = await _open_ground(settings, store, clock, parts)
    stream = _open_stream(settings, store)
    clock_watch = ClockWatch(store, clock, step_s=settings.server.clock_step_s)
    await clock_watch.start()
    parts.push_async_callback(clock_watch.stop)
    telephony = AsteriskTelephony(_ami(settings.exchange), facts_bound=settings.calls.facts_bound)
    calls = CallService(
        store,
        telephony,
        register,
        store_retry_s=settings.calls.store_retry_s,
        register_s=settings.calls.register_s,
    )
    doors = await _open_doors(settings, store, telephony, clock, parts)
    lane = _lane(settings, store, ground, clock, parts)
    frames = FrameService(store, lambda: lane.vehicles, clock)
    await frames.start()
    parts.push_async_callback(frames.stop)
    office = await _open_office(settings, store, clock, parts)
    install(
        app,
        store=store,
        doors=doors,
        office=office,
        calls=calls,
        roads=Roads.over(store, ground, clock),
        stream=stream,
        lead=lead,
        frames=frames,
        send_s=settings.stream.send_s,
    )
    duties = AsyncExitStack()

    async def take_up() -> None:
        await LinkService(store).forget()
        await doors.sessions.look()
        lead.take()
        await _start_office(office, duties)
        await _start_paper(settings, store, ground, clock, duties)
        await telephony.start(calls)
        duties.push_async_callback(telephony.stop)
        await _hear_vehicles(settings, store, lane, clock, duties)

    await parts.enter_async_context(
        Leadership(
            settings.database, take_up=take_up, give_up=duties.aclose, stand_by=lead.stand_by
        )
    )


def _open_stream(settings: Settings, store: SqlStore) -> StreamService:
    """Make what tells every seat of every commit."""
    stream = StreamService(
        store,
        queue_bound=settings.stream.queue_bound,
        resume_bound=settings.stream.resume_bound,
        heartbeat_s=settings.stream.heartbeat_s,
    )
    store.publish_to(stream.publish)
    store.health.tell(stream.tell)
    return stream


def _lane(
    settings: Settings, store: SqlStore, ground: CityGround, clock: Clock, parts: AsyncExitStack
) -> PositionLane:
    """Make the lane of positions; it hears nobody yet."""
    history = SqlHistory(settings.database)
    parts.push_async_callback(history.close)
    limits = settings.positions
    return PositionLane(
        store,
        history,
        clock,
        limits=FilterLimits(
            area=grown(ground.bounds, limits.outside_km * 1000),
            fastest_mps=limits.fastest_kmh / 3.6,
            slack_m=limits.slack_m,
            agreeing=limits.agreeing,
        ),
        pending_bound=limits.pending_bound,
        tell_s=limits.tell_s,
    )


async def _hear_vehicles(
    settings: Settings, store: SqlStore, lane: PositionLane, clock: Clock, duties: AsyncExitStack
) -> None:
    """Connect with the broker that is configured, or with one of our own."""
    broker = settings.broker
    if not broker.host:
        if not broker.port:
            return
        embedded = EmbeddedBroker(broker.port)
        if not await embedded.start():
            return
        duties.push_async_callback(embedded.stop)
    address = BrokerAddress(
        host=broker.host or LOOPBACK,
        port=broker.port,
        user=broker.user,
        password=broker.password,
        authority=broker.authority,
        is_small=not broker.host,
    )
    await lane.start(MqttLink(address))
    duties.push_async_callback(lane.stop)
    limits = settings.positions
    watch = VehicleWatch(store, lane, clock, silent_s=limits.silent_s, lost_s=limits.lost_s)
    await watch.start()
    duties.push_async_callback(watch.stop)


async def _open_ground(
    settings: Settings, store: SqlStore, clock: SteadyClock, parts: AsyncExitStack
) -> CityGround:
    """Start the city's roads: the hour that it is, and the roads that are closed."""
    ground = CityGround(
        settings.city,
        clock,
        picture_mm=MAP_MM,
        speeds=settings.ground.speeds,
        deadline_s=settings.ground.deadline_s,
    )
    parts.push_async_callback(ground.stop)
    await ground.start()
    watch = RoadWatch(store, ground, clock)
    store.publish_to(watch.heard)
    await watch.tell()
    await watch.start()
    parts.push_async_callback(watch.stop)
    return ground


async def _open_doors(
    settings: Settings,
    store: SqlStore,
    telephony: AsteriskTelephony,
    clock: Clock,
    parts: AsyncExitStack,
) -> Doors:
    """Start what lets people and devices in."""
    credentials = SqlCredentials(settings.database)
    parts.push_async_callback(credentials.close)
    sessions = Sessions(store, credentials, clock)
    await sessions.start()
    parts.push_async_callback(sessions.stop)
    sign_in = SignInService(
        store,
        credentials,
        Argon2Passwords(),
        sessions,
        clock,
        session_hours=settings.access.session_hours,
        demonstration=settings.server.demonstration,
    )
    return Doors(sessions, sign_in, DeskService(store, telephony, clock))


async def _open_office(
    settings: Settings, store: SqlStore, clock: Clock, parts: AsyncExitStack
) -> Office:
    """Make what the supervisor's, the director's and the maintainer's windows ask."""
    credentials = SqlCredentials(settings.database)
    parts.push_async_callback(credentials.close)
    people = PeopleService(
        store,
        credentials,
        Argon2Passwords(),
        clock,
        demonstration=settings.server.demonstration,
    )
    presence = Presence(store, clock, gone_after_s=settings.stream.receiver_gone_after_s)
    space = await _watch_space(settings, store, parts)
    upkeep = UpkeepService(
        store,
        StorageUpkeep(settings.database, settings.upkeep.backups),
        presence,
        clock,
        kept=Kept(
            page(settings, heading=SETTINGS_HEADING),
            backups_watched=settings.upkeep.backups is not None,
            backup_late_after_h=settings.upkeep.backup_late_after_h,
        ),
        space=space,
    )
    register = _open_register(settings, store, clock, parts)
    return Office(DayService(store, clock), PeopleDesk(store, people), upkeep, register, presence)


async def _start_office(office: Office, duties: AsyncExitStack) -> None:
    """Start what the leading server alone does: it has all streams, and one schedule is enough."""
    await office.presence.start()
    duties.push_async_callback(office.presence.stop)
    await office.register.start()
    duties.push_async_callback(office.register.stop)


async def _watch_space(settings: Settings, store: SqlStore, parts: AsyncExitStack) -> SpaceWatch:
    """Start the watch over the disks that this server and its journal write to."""
    folders = {
        "数据库": settings.journal_folder,
        "录音": settings.recordings,
        "备份": settings.upkeep.backups,
        "运行日志": settings.log.file.parent if settings.log.file is not None else None,
    }
    disks = FolderDisks({name: path for name, path in folders.items() if path is not None})
    parts.callback(disks.close)
    limits = settings.space
    watch = SpaceWatch(store, disks, kept_free_bytes=limits.kept_free_bytes, every_s=limits.every_s)
    await watch.start()
    parts.push_async_callback(watch.stop)
    return watch


def _open_register(
    settings: Settings, store: SqlStore, clock: Clock, parts: AsyncExitStack
) -> RegisterService:
    """Make the schedule of the subscriber register."""
    limits = settings.subscriber_register
    keeper = SqlRegisterKeeper(
        settings.database,
        settings.city,
        limits.folder,
        clock,
        most_removed_percent=limits.most_removed_percent,
        within_s=limits.within_min * MINUTE_S,
    )
    parts.push_async_callback(keeper.close)
    at = None if limits.folder is None else time.fromisoformat(limits.at)
    return RegisterService(store, keeper, clock, at=at)


async def _start_paper(
    settings: Settings, store: SqlStore, ground: CityGround, clock: Clock, parts: AsyncExitStack
) -> None:
    """Start what follows the journal: order sheets, sealed recordings, printer lights."""
    limits = settings.printing
    printers = IppPrinters(request_timeout_s=limits.request_timeout_s)
    parts.push_async_callback(printers.stop)
    template = settings.sheet_template or TEMPLATE
    sheets = TypstSheets(template, font_folders=settings.font_folders)
    reactions = Reactions(
        store,
        [
            PrintReaction(
                store,
                printers,
                sheets,
                ground,
                clock,
                demonstration=settings.server.demonstration,
                retries_s=limits.retries_s,
                completed_within_s=limits.completed_within_s,
                lane_bound=limits.lane_bound,
            ),
            _sealing(settings, store),
        ],
        retry_s=settings.reactions.retry_s,
    )
    store.publish_to(reactions.wake)
    await reactions.start()
    parts.push_async_callback(reactions.stop)
    watch = PrinterWatch(store, printers, every_s=limits.watch_every_s)
    await watch.start()
    parts.push_async_callback(watch.stop)


def _sealing(settings: Settings, store: SqlStore) -> SealReaction:
    limits = settings.sealing
    return SealReaction(
        store,
        RecordingsFolder(settings.recordings, quiet_s=limits.quiet_s),
        poll_s=limits.poll_s,
        given_up_after_s=limits.given_up_after_s,
    )


def _ami(settings: ExchangeSettings) -> AmiSettings:
    return AmiSettings(
        host=settings.host,
        port=settings.port,
        user=settings.user,
        secret=settings.secret,
        action_timeout_s=settings.action_timeout_s,
        ping_s=settings.ping_s,
        silent_s=settings.silent_s,
        backoff_s=(settings.backoff_first_s, settings.backoff_longest_s),
        trunk=settings.trunk,
        queue=settings.queue,
    )
