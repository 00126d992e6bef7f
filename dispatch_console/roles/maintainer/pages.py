"""The pages of the maintainer's window: lists with the keys that act on them, and the settings."""

from collections.abc import Sequence
from typing import Final

from PyQt6.QtCore import QAbstractItemModel
from PyQt6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from dispatch_console.roles.maintainer.lists import (
    DeviceDelegate,
    HealthDelegate,
    PersonDelegate,
    SessionDelegate,
)
from dispatch_console.viewmodels.people_keeping import PeopleKeeping
from dispatch_console.viewmodels.upkeep import UpkeepModel
from dispatch_console.viewmodels.wording import duration
from dispatch_console.widgets.key_button import KeyCap
from dispatch_console.widgets.panel import Panel
from dispatch_console.widgets.row_list import KeyList, RowDelegate

GUTTER: Final = 8
_OLD_S: Final = 10.0
"""From this age on the figures say how old they are, seconds."""


class ListPage(Panel):
    """One list under its title and keys."""

    def __init__(
        self,
        title: str,
        model: QAbstractItemModel,
        delegate: RowDelegate,
        *,
        name: str,
        empty: str,
        keys: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(title, padding=0)
        self.setObjectName(f"{name}_page")
        for key, word in keys:
            self.head.addWidget(KeyCap(key, word))
        self.rows = KeyList(model, delegate, empty=empty, panel=self)
        self.rows.setObjectName(name)
        self.rows.setAccessibleName(title)
        self.body.addWidget(self.rows)


class HealthPage(QWidget):
    """The server's facts at the left, every link at the right."""

    def __init__(self, upkeep: UpkeepModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._upkeep = upkeep
        waits = self.tr("还没有应答　服务器应答后列出")
        self.facts = ListPage(
            self.tr("服务器"), upkeep.facts, HealthDelegate(), name="server_facts", empty=waits
        )
        self.links = ListPage(
            self.tr("联系"), upkeep.links, HealthDelegate(), name="server_links", empty=waits
        )
        self.facts.right.set_tone("amber")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GUTTER)
        row.addWidget(self.facts, 1)
        row.addWidget(self.links, 1)
        upkeep.changed.connect(self._show)

    @property
    def rows(self) -> KeyList:
        """The list that takes the focus first."""
        return self.facts.rows

    def _show(self) -> None:
        age = self._upkeep.age_s
        old = age is not None and age >= _OLD_S
        self.facts.right.setText(self.tr("{} 前的数字").format(duration(age or 0)) if old else "")


def people_page(people: PeopleKeeping, page: QWidget) -> ListPage:
    """Return the list of people."""
    keys = (
        ("Ins", page.tr("添加")),
        ("Enter", page.tr("改")),
        ("F6", page.tr("换口令")),
        ("F7", page.tr("解除等待")),
        ("Del", page.tr("停用或恢复")),
    )
    empty = page.tr("还没有人员　Ins 添加")
    return ListPage(
        page.tr("人员"), people.people, PersonDelegate(), name="people", empty=empty, keys=keys
    )


def devices_page(people: PeopleKeeping, page: QWidget) -> ListPage:
    """Return the list of devices' keys."""
    keys = (("Ins", page.tr("签发")), ("Del", page.tr("撤销")))
    empty = page.tr("还没有密钥　Ins 给一个分站席签发")
    return ListPage(
        page.tr("设备密钥"),
        people.devices,
        DeviceDelegate(),
        name="devices",
        empty=empty,
        keys=keys,
    )


def sessions_page(people: PeopleKeeping, page: QWidget) -> ListPage:
    """Return the list of who is signed in."""
    keys = (("Del", page.tr("结束登录")),)
    empty = page.tr("没有人登录")
    return ListPage(
        page.tr("登录"), people.sessions, SessionDelegate(), name="sessions", empty=empty, keys=keys
    )


class SettingsPage(Panel):
    """The settings in force, to be read; they are changed in the server's file."""

    def __init__(self, upkeep: UpkeepModel, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._upkeep = upkeep
        self.setObjectName("settings_page")
        self.title.setText(self.tr("现行设定"))
        self.note.setText(self.tr("只读，口令和密钥不显示　在服务器的设定文件里改"))
        self.rows = QPlainTextEdit()
        self.rows.setObjectName("settings_text")
        self.rows.setAccessibleName(self.tr("现行设定"))
        self.rows.setReadOnly(True)
        self.rows.setTabChangesFocus(True)
        self.body.addWidget(self.rows)
        upkeep.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        if self.rows.toPlainText() != self._upkeep.settings:
            self.rows.setPlainText(self._upkeep.settings)
