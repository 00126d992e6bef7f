"""The small text screen: orders as lines, and one line typed for each key or answer."""

import logging
import sqlite3
import sys
import threading
from collections.abc import Callable
from typing import Final, TextIO

from dispatch_server.contract.positions import ToldOrder
from vehicle_agent.agent import Agent, View
from vehicle_agent.crew import KEYS, CrewFault

log = logging.getLogger(__name__)

HELP: Final = (
    "  ".join(f"{key} {word}" for key, word in KEYS.items())
    + "\n  y 接单   n 原因 拒绝   o 显示派车单   w 待传条数   ? 帮助"
)
DISK_FULL: Final = "磁盘已满，按键不能保存，请电话报告中心"

Ask = Callable[[Callable[[], object]], bool]


class TextScreen:
    """Shows the orders and takes lines; every answer is written in the agent's own thread."""

    def __init__(
        self,
        agent: Agent,
        ask: Ask,
        *,
        lines: TextIO | None = None,
        paper: TextIO | None = None,
    ) -> None:
        self._agent, self._ask = agent, ask
        self._lines, self._paper = lines or sys.stdin, paper or sys.stdout
        self._last: tuple[object, ...] = ()

    def start(self) -> None:
        """Read lines in a thread of its own, which ends with the program."""
        threading.Thread(target=self._read, name="text screen", daemon=True).start()

    def show(self, view: View) -> frozenset[str]:
        """Write the orders where something changed; return which stand on the screen."""
        now = (view.orders, view.acknowledged, view.is_linked, view.is_disk_full)
        if now != self._last:
            self._last = now
            self._write(page(view))
        return frozenset(order.id for order in view.orders)

    def take(self, line: str) -> str:
        """Do what a typed line asks for and return what is answered."""
        word, _, rest = line.strip().partition(" ")
        try:
            return self._done(word, rest.strip())
        except CrewFault as fault:
            return str(fault)
        except sqlite3.OperationalError:
            return DISK_FULL

    def _done(self, word: str, rest: str) -> str:
        if word.isascii() and word.isdigit():
            self._agent.press(int(word))
            return f"已记录：{KEYS[int(word)]}"
        if word in {"y", "n"}:
            return self._answer(word, rest)
        if word == "o":
            return page(self._agent.view())
        if word == "w":
            return f"待传 {self._agent.view().waiting} 条"
        return HELP

    def _answer(self, word: str, reason: str) -> str:
        view = self._agent.view()
        order = next((one for one in view.orders if one.id not in view.acknowledged), None)
        if order is None:
            return "没有待接的派车单"
        if word == "n":
            self._agent.refuse(order.id, reason)
            return f"已拒绝 {order.number}：{reason}"
        self._agent.acknowledge(order.id)
        return f"已接单 {order.number}"

    def _read(self) -> None:
        for line in self._lines:
            if line.strip():
                self._ask(lambda line=line: self._write(self.take(line)))  # type: ignore[misc]

    def _write(self, text: str) -> None:
        self._paper.write(text + "\n")
        self._paper.flush()


def page(view: View) -> str:
    """Return the screen as text."""
    lines = ["中心已连接" if view.is_linked else "中心失联，记录待传"]
    if view.is_disk_full:
        lines.append(DISK_FULL)
    for order in view.orders:
        lines += _order(order, is_acknowledged=order.id in view.acknowledged)
    if not view.orders:
        lines.append("没有派车单")
    return "\n".join(lines)


def _order(order: ToldOrder, *, is_acknowledged: bool) -> list[str]:
    facts = {
        "现场": order.address,
        "等车": order.meeting,
        "主诉": order.complaint,
        "电话": order.phone,
        "送往": order.hospital,
        "备注": order.notes,
    }
    head = f"【{order.number}】{'已接单' if is_acknowledged else '请接单 (y)'}"
    return [head, *(f"  {name} {fact}" for name, fact in facts.items() if fact)]
