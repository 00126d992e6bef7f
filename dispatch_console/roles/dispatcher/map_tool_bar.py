"""The tools at the left edge of the map: a sign and the key that does the same."""

from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QToolTip, QWidget

from dispatch_console.theme.fonts import CAP
from dispatch_console.widgets.pen import MIDDLE, Pen, box, icon, text

WIDTH: Final = 56
_CELL: Final = 50
_GLYPH: Final = 22


@dataclass(frozen=True, slots=True)
class MapTool:
    """One tool: its name for the window, its key, its sign and its word."""

    name: str
    key: str
    glyph: str
    word: str


TOOLS: Final = (
    MapTool("look", "1", "mdi6.cursor-default-outline", "查看"),
    MapTool("scene", "F7", "mdi6.map-marker-plus-outline", "点选现场地址"),
    MapTool("meeting", "2", "mdi6.flag-plus-outline", "点选等车地点"),
    MapTool("measure", "3", "mdi6.ruler", "测距"),
    MapTool("reach", "4", "mdi6.map-clock-outline", "十字处等时圈"),
    MapTool("nearest", "5", "mdi6.ambulance", "十字处最近车辆"),
    MapTool("close", "6", "mdi6.boom-gate-outline", "封闭十字处道路"),
    MapTool("all", "9", "mdi6.arrow-expand-all", "显示全部"),
    MapTool("nearer", "+", "mdi6.plus", "放大"),
    MapTool("farther", "−", "mdi6.minus", "缩小"),
    MapTool("follow", "0", "mdi6.target", "回到现场"),
)


class MapToolBar(QWidget):
    """Shows which tool is in use; `used` names the one that was clicked."""

    used = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools: tuple[MapTool, ...] = TOOLS
        self._in_use = "look"
        self.setObjectName("map_tools")
        self.setAccessibleName(self.tr("地图工具"))
        self.show_tools(TOOLS)

    @property
    def tools(self) -> tuple[MapTool, ...]:
        """The tools that can be used now."""
        return self._tools

    def show_tools(self, tools: tuple[MapTool, ...]) -> None:
        """Offer other tools."""
        self._tools = tools
        self.setFixedSize(WIDTH, _CELL * len(tools) + 8)
        self.update()

    def show_in_use(self, name: str) -> None:
        """Mark the tool that has the next click."""
        if name != self._in_use:
            self._in_use = name
            self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        box(pen, QRectF(self.rect()), fill="bg.panel", radius=0)
        for place, tool in enumerate(self._tools):
            self._draw_tool(pen, tool, QRectF(4, 4 + place * _CELL, WIDTH - 8, _CELL - 2))

    def _draw_tool(self, pen: QPainter, tool: MapTool, area: QRectF) -> None:
        on = tool.name == self._in_use
        if on:
            box(pen, area, fill="bg.selected", edge="focus.fg", radius=4)
        at = QPointF(area.center().x() - _GLYPH / 2, area.top() + 5)
        icon(pen, tool.glyph, at, size=_GLYPH, tone="strong" if on else "body")
        key = QRectF(area.left(), area.bottom() - 19, area.width(), 18)
        text(pen, key, tool.key, px=CAP, tone="strong" if on else "quiet", bold=True, align=MIDDLE)

    def _tool_at(self, at: QPointF) -> MapTool | None:
        place = int((at.y() - 4) // _CELL)
        return self._tools[place] if 0 <= place < len(self._tools) else None

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is not None and event.button() is Qt.MouseButton.LeftButton:
            tool = self._tool_at(event.position())
            if tool is not None:
                self.used.emit(tool.name)

    def event(self, event: QEvent | None) -> bool:
        """Tell the tool's word when the mouse rests on it."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            tool = self._tool_at(QPointF(event.pos()))
            if tool is not None:
                QToolTip.showText(event.globalPos(), f"{tool.word}　{tool.key}", self)
            return True
        return super().event(event)
