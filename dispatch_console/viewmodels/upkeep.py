"""How the server stands, for the maintainer: asked for now and then, kept with its age."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.links import name_of
from dispatch_console.viewmodels.row_model import RowModel
from dispatch_console.viewmodels.wording import duration, together
from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Link
from dispatch_server.contract.ids import StationId
from dispatch_server.contract.local_time import local
from dispatch_server.contract.states import LinkState
from dispatch_server.contract.upkeep import SettingsAnswer, UpkeepAnswer
from dispatch_server.contract.version import PROTOCOL

EVERY_S: Final = 3.0
"""How often the server is asked while the window is open, seconds."""
SILENT_S: Final = 8.0
"""From so long without an answer on the server counts as gone, seconds."""
_HOUR: Final = 3600.0
_MEGABYTE: Final = 1_000_000
_KINDS: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


class UpkeepQuestions(Protocol):
    """Asks the server about itself; None stands for no answer in time."""

    def upkeep(self, told: Callable[[UpkeepAnswer | None], None]) -> None:
        """Ask how the server stands."""
        ...

    def settings(self, told: Callable[[SettingsAnswer | None], None]) -> None:
        """Ask for the settings in force."""
        ...


class Health(StrEnum):
    """How good a fact is, by the names of the links' lights."""

    GOOD = "up"
    WARN = "slow"
    BAD = "down"
    UNKNOWN = "unknown"


_WORST_FIRST: Final = (Health.BAD, Health.WARN, Health.UNKNOWN, Health.GOOD)


@dataclass(frozen=True, slots=True)
class HealthRow:
    """One fact of the server: its name, what was found, how good that is, what to do."""

    name: str
    value: str
    health: Health
    advice: str = ""


class UpkeepModel(QObject):
    """Asks every few seconds while its window is open.

    `changed` says that something to be shown may differ; `board` is of people and machines alone.
    """

    changed = pyqtSignal()

    def __init__(
        self, questions: UpkeepQuestions, clock: DeskClock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._clock = clock
        self._asked_at: datetime | None = None
        self._asking = False
        self._open = False
        self.found: UpkeepAnswer | None = None
        self.found_at: datetime | None = None
        self.settings = ""
        self.database = ""
        self.facts: RowModel[HealthRow] = RowModel(
            lambda row: together([row.name, row.value, row.advice]), self, key=lambda row: row.name
        )
        self.links: RowModel[HealthRow] = RowModel(
            lambda row: together([row.name, row.value, row.advice]), self, key=lambda row: row.name
        )
        clock.ticked.connect(self._on_tick)

    @property
    def board(self) -> Board:
        """The board as last told; empty before the first answer."""
        return self.found.board if self.found is not None else Board()

    @property
    def now(self) -> datetime:
        """The time now, in UTC."""
        return self._clock.now()

    @property
    def age_s(self) -> float | None:
        """How old the last answer is, seconds; None before the first."""
        if self.found_at is None:
            return None
        return max(0.0, (self._clock.now() - self.found_at).total_seconds())

    @property
    def link(self) -> LinkState:
        """How the way to the server is, by its last answer, or by its word on its database."""
        age = self.age_s
        if self.database:
            return LinkState.UP
        if age is None:
            return LinkState.UNKNOWN
        return LinkState.UP if age < SILENT_S else LinkState.DOWN

    def set_database(self, sentence: str) -> None:
        """Take over why the server takes no commands now; nothing when it takes them."""
        self.database = sentence
        self.refresh()

    def open(self, *, on: bool) -> None:
        """Begin to ask, or ask no longer."""
        self._open = on
        if on:
            self.ask()
            self._questions.settings(self._take_settings)

    def ask(self) -> None:
        """Ask, unless a question is under way."""
        if not self._asking:
            self._asking, self._asked_at = True, self._clock.now()
            self._questions.upkeep(self._take)

    def refresh(self) -> None:
        """Read the answer anew, with its age."""
        found = self.found
        if found is not None:
            self.facts.replace(_facts(found, self.link, self.age_s or 0.0))
            self.links.replace(_links(found.board, self.link))
        self.changed.emit()

    def _take(self, answer: UpkeepAnswer | None) -> None:
        self._asking = False
        if answer is not None:
            self.found, self.found_at = answer, self._clock.now()
            if not self.settings:
                self._questions.settings(self._take_settings)
        self.refresh()

    def _take_settings(self, answer: SettingsAnswer | None) -> None:
        if answer is not None and answer.text != self.settings:
            self.settings = answer.text
            self.changed.emit()

    def _on_tick(self) -> None:
        if not self._open:
            return
        due = self._asked_at is None or (self.now - self._asked_at).total_seconds() >= EVERY_S
        if due:
            self.ask()
        self.refresh()


def _facts(found: UpkeepAnswer, link: LinkState, age_s: float) -> list[HealthRow]:
    ran = duration((found.at - found.started_at).total_seconds())
    protocols = found.protocol == PROTOCOL
    schemas = found.schema_found == found.schema_wanted
    size = f"{found.database_bytes / _MEGABYTE:.1f} MB" if found.database_bytes else ""
    answered = f"{duration(age_s)} 前应答"
    return [
        HealthRow(
            "服务器",
            together([answered, f"已运行 {ran}"]),
            Health(link.value),
            "" if link is LinkState.UP else "看服务器这台机器和网络",
        ),
        HealthRow("程序版本", found.program, Health.GOOD),
        HealthRow(
            "协议版本",
            f"服务器 {found.protocol}　本席 {PROTOCOL}",
            Health.GOOD if protocols else Health.BAD,
            "" if protocols else "升级受理台程序",
        ),
        HealthRow("数据库", together([_KINDS[found.database], size]), Health.GOOD),
        HealthRow(
            "数据库结构",
            found.schema_found if schemas else f"{found.schema_found} 应为 {found.schema_wanted}",
            Health.GOOD if schemas else Health.BAD,
            "" if schemas else "在服务器上运行 dispatch-server migrate",
        ),
        HealthRow("事件日志", f"第 {found.board.seq} 号", Health.GOOD),
        _backup(found),
        *_disks(found),
        HealthRow("在线席", f"{len(found.listening)} 席在收事件", Health.GOOD),
    ]


def _backup(found: UpkeepAnswer) -> HealthRow:
    if not found.backups_watched:
        advice = "在设定 [upkeep] backups 填备份文件夹"
        return HealthRow("最近备份", "没有看备份文件夹", Health.UNKNOWN, advice)
    kept = found.backup
    if kept is None:
        return HealthRow("最近备份", "一份也没有", Health.BAD, "看 dispatch120-backup.timer")
    hours = (found.at - kept.at).total_seconds() / _HOUR
    late = hours > found.backup_late_after_h
    at = local(kept.at).strftime("%m月%d日 %H:%M")
    value = together([at, f"{max(0.0, hours):.0f} 小时前", f"{kept.bytes / _MEGABYTE:.1f} MB"])
    advice = "看 dispatch120-backup.timer" if late else ""
    return HealthRow("最近备份", value, Health.BAD if late else Health.GOOD, advice)


def _disks(found: UpkeepAnswer) -> list[HealthRow]:
    if not found.disks:
        return []
    low = any(disk.is_low for disk in found.disks)
    value = together([f"{disk.name} {disk.free_bytes // _MEGABYTE} MB" for disk in found.disks])
    advice = "备份已停：腾出空间" if low else ""
    return [HealthRow("磁盘余量", value, Health.WARN if low else Health.GOOD, advice)]


def _links(board: Board, server: LinkState) -> list[HealthRow]:
    return sorted(
        (_link(board, link, known=server is LinkState.UP) for link in board.links.values()),
        key=lambda row: (_WORST_FIRST.index(row.health), row.name),
    )


def _link(board: Board, link: Link, *, known: bool) -> HealthRow:
    _, _, of = link.id.partition(":")
    station = board.stations.get(StationId(of))
    name = together([name_of(link.id), station.name if station is not None else of])
    health = Health(link.state.value) if known else Health.UNKNOWN
    since = local(link.since).strftime("%m月%d日 %H:%M:%S 起")
    return HealthRow(name, since, health, link.cause if known else "")
