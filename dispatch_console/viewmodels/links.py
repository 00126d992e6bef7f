"""The links of the room as a desk shows them: one light a neighbour, the worst one telling."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dispatch_console.client import LOST
from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Link
from dispatch_server.contract.states import LinkState

SERVER: Final = "服务器"
DATABASE: Final = "数据库"
_NAMES: Final = (
    ("exchange", "电话"),
    ("telephony", "电话"),
    ("pbx", "电话"),
    ("printer", "打印"),
    ("printing", "打印"),
    ("receiver", "受警机"),
    ("recording", "录音"),
    ("roads", "路网"),
    ("reaction", "后续"),
    ("clock", "时钟"),
    ("broker", "车载"),
    ("gps", "定位"),
    ("disk", "磁盘"),
)
_EFFECTS: Final = {
    SERVER: "受理单、地址查找照常　派车走电话",
    "电话": "话机照常振铃，来电改为手工登记",
    "打印": "派车单照常到受警机，不出纸",
    "受警机": "派车单照常打印　打该站专线口头派车",
    "录音": "通话照常，本通可能没有录音",
    "路网": "推荐按直线，时间前加“约”",
    "后续": "其余照常，这一条请手工补办",
    "时钟": "系统按原时间走，照常工作",
    "车载": "派车照常　位置停在最后一次，用电台问",
    "定位": "其余车辆照常　该车停在最后位置",
    "磁盘": "照常工作、照常录音，备份暂停",
    DATABASE: "可以查看，命令等恢复后再按",
}
_WORST_FIRST: Final = (LinkState.DOWN, LinkState.SLOW, LinkState.UNKNOWN, LinkState.UP)


@dataclass(frozen=True, slots=True)
class LinkView:
    """One light: its name, state, cause and since when."""

    name: str
    state: LinkState
    cause: str = ""
    since: datetime | None = None

    @property
    def effect(self) -> str:
        """What still works while it is gone, or why the server turned this desk away."""
        if self.name == SERVER and self.cause not in {"", LOST}:
            return self.cause
        return _EFFECTS.get(self.name, "")


def link_name(link: Link) -> str:
    """Give the name people use for a link."""
    return name_of(link.id)


def name_of(link_id: str) -> str:
    """Give the name people use for a link of this id."""
    return next((name for prefix, name in _NAMES if link_id.startswith(prefix)), link_id)


def link_views(board: Board, server: LinkView) -> tuple[LinkView, ...]:
    """Give one light a name, the server first; without the server the rest is unknown."""
    names = dict.fromkeys(link_name(link) for link in board.links.values())
    views = [_worst(name, board.links.values()) for name in names]
    if server.state is not LinkState.UP:
        views = [LinkView(view.name, LinkState.UNKNOWN) for view in views]
    return (server, *views)


def _worst(name: str, links: Iterable[Link]) -> LinkView:
    own = [link for link in links if link_name(link) == name]
    worst = min(own, key=lambda link: _WORST_FIRST.index(link.state))
    return LinkView(name, worst.state, worst.cause, worst.since)
