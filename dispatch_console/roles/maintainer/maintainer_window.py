"""The maintainer's window (维护席): how the server stands, people, devices, sign-ins, settings."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PyQt6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from dispatch_console.roles.maintainer.issue_form import IssueForm
from dispatch_console.roles.maintainer.pages import (
    HealthPage,
    SettingsPage,
    devices_page,
    people_page,
    sessions_page,
)
from dispatch_console.roles.maintainer.password_form import PasswordForm
from dispatch_console.roles.maintainer.person_form import PersonForm
from dispatch_console.roles.maintainer.secret_box import SecretBox
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.links import DATABASE, SERVER, LinkView, link_views
from dispatch_console.viewmodels.people_keeping import (
    DeviceRow,
    PeopleKeeping,
    PersonRow,
    SessionRow,
)
from dispatch_console.viewmodels.upkeep import UpkeepModel
from dispatch_console.widgets.alarm_strip import AlarmStrip, LinkLight, StripAlarm
from dispatch_console.widgets.key_button import KeyButton
from dispatch_console.widgets.question_box import QuestionBox
from dispatch_console.widgets.toast import Toast, Toasts
from dispatch_console.widgets.window_head import WindowHead
from dispatch_console.widgets.window_keys import DeskKeys
from dispatch_server.contract.entities import Person
from dispatch_server.contract.local_time import local
from dispatch_server.contract.states import LinkState

GUTTER: Final = 8
_FOOT: Final = 36 + 2 * GUTTER
_HEALTH, _PEOPLE, _DEVICES, _SESSIONS, _SETTINGS = range(5)


class MaintainerWindow(QWidget):
    """F1 to F5 turn the pages; on a page arrows choose and the keys in its head act.

    `theme_requested` asks for the other look.
    """

    theme_requested = pyqtSignal()

    def __init__(
        self,
        upkeep: UpkeepModel,
        people: PeopleKeeping,
        clock: DeskClock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._upkeep = upkeep
        self._people = people
        self._clock = clock
        self._acknowledged: set[str] = set()
        self._down: list[str] = []
        self.setObjectName("maintainer_window")
        self.setProperty("surface", "window")
        self.setWindowTitle(self.tr("120 维护席"))
        self.resize(1920, 1080)
        self.setMinimumSize(1280, 800)
        self._make_parts()
        self._lay_out()
        self.toasts = Toasts(self, above=_FOOT)
        self.question = QuestionBox(self)
        self.secret = SecretBox(self)
        self.person_form = PersonForm(people, self)
        self.password_form = PasswordForm(people, self)
        self.issue_form = IssueForm(people, self)
        self._connect()
        self.turn_to(_HEALTH)
        self._show()

    def _make_parts(self) -> None:
        self.head = WindowHead(self.tr("维护席"))
        self.health = HealthPage(self._upkeep)
        self.people = people_page(self._people, self)
        self.devices = devices_page(self._people, self)
        self.sessions = sessions_page(self._people, self)
        self.settings = SettingsPage(self._upkeep)
        self.pages = QStackedWidget()
        self.tabs: list[KeyButton] = []
        names = (
            (self.health, self.tr("运行")),
            (self.people, self.tr("人员")),
            (self.devices, self.tr("设备")),
            (self.sessions, self.tr("登录")),
            (self.settings, self.tr("设定")),
        )
        for place, (page, name) in enumerate(names):
            self.pages.addWidget(page)
            tab = KeyButton(name, f"F{place + 1}", height=40, px=16)
            tab.setObjectName(f"tab_F{place + 1}")
            tab.setCheckable(True)
            tab.clicked.connect(partial(self._click_tab, place))
            self.tabs.append(tab)
        self.alarms = AlarmStrip()

    def _lay_out(self) -> None:
        tabs = QHBoxLayout()
        tabs.setSpacing(GUTTER)
        for tab in self.tabs:
            tab.setMinimumWidth(136)
            tabs.addWidget(tab)
        tabs.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(GUTTER, GUTTER, GUTTER, GUTTER)
        outer.setSpacing(GUTTER)
        outer.addWidget(self.head)
        outer.addLayout(tabs)
        outer.addWidget(self.pages, 1)
        outer.addWidget(self.alarms)

    def _connect(self) -> None:
        people = self._people
        self._upkeep.changed.connect(self._show)
        self._clock.ticked.connect(self._show)
        people.told.connect(lambda words, good: self._say(words, good=good))
        people.shown.connect(self.secret.show_secret)
        self.secret.copied.connect(lambda: self._say(self.tr("已复制"), good=True))
        self.people.rows.opened.connect(self._open_person)
        turning = {f"F{place + 1}": partial(self.turn_to, place) for place in range(5)}
        DeskKeys(
            self,
            {**turning, "Ctrl+A": self._acknowledge, "Ctrl+Shift+L": self.theme_requested.emit},
        )

    def turn_to(self, place: int) -> None:
        """Show a page and put the keys into its list."""
        self.pages.setCurrentIndex(place)
        for number, tab in enumerate(self.tabs):
            tab.setChecked(number == place)
        page = (self.health, self.people, self.devices, self.sessions, self.settings)[place]
        page.rows.setFocus()

    def _click_tab(self, place: int, _checked: bool) -> None:
        self.turn_to(place)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._upkeep.open(on=True)
        self.turn_to(self.pages.currentIndex())

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802 - Qt's name
        super().hideEvent(event)
        self._upkeep.open(on=False)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        action = self._actions.get(Qt.Key(event.key())) if not event.modifiers() else None
        if action is None:
            super().keyPressEvent(event)
        else:
            action()

    @property
    def _actions(self) -> dict[Qt.Key, Callable[[], None]]:
        """What the keys do on the page that is shown."""
        match self.pages.currentIndex():
            case place if place == _PEOPLE:
                return {
                    Qt.Key.Key_Insert: lambda: self.person_form.begin(None),
                    Qt.Key.Key_Delete: lambda: self._with_person(self._people.toggle_active),
                    Qt.Key.Key_F6: lambda: self._with_person(self.password_form.begin),
                    Qt.Key.Key_F7: lambda: self._with_person(self._people.release),
                }
            case place if place == _DEVICES:
                return {
                    Qt.Key.Key_Insert: self.issue_form.begin,
                    Qt.Key.Key_Delete: self._ask_revoke,
                }
            case place if place == _SESSIONS:
                return {Qt.Key.Key_Delete: self._ask_end}
            case _:
                return {}

    def _open_person(self, _row: object) -> None:
        self._with_person(self.person_form.begin)

    def _with_person(self, act: Callable[[Person], None]) -> None:
        row = self.people.rows.chosen
        person = self._people.person(row.person_id) if isinstance(row, PersonRow) else None
        if person is not None:
            act(person)

    def _ask_revoke(self) -> None:
        row = self.devices.rows.chosen
        if isinstance(row, DeviceRow) and row.counts:
            self.question.ask(
                self.tr("撤销 {} 的密钥").format(row.seat),
                self.tr("几秒内断开，不能恢复；再用要重新签发，装到那台机器上"),
                word=self.tr("撤销"),
                act=partial(self._people.revoke, row),
            )

    def _ask_end(self) -> None:
        row = self.sessions.rows.chosen
        if isinstance(row, SessionRow):
            self.question.ask(
                self.tr("结束 {} 的登录").format(row.seat),
                self.tr("{} 马上被签退；写到一半的表单留在那台机器上").format(row.person),
                word=self.tr("结束登录"),
                act=partial(self._people.end_session, row),
            )

    def _acknowledge(self) -> None:
        """Ctrl+A: take note of the first; it warns again once it was there in between."""
        self._acknowledged |= set(self._down[:1])
        self._show()

    def _say(self, words: str, *, good: bool) -> None:
        self.toasts.say(Toast(words, "green" if good else "red"))

    def _show(self) -> None:
        upkeep = self._upkeep
        self.head.clock.set_time(local(self._clock.now()))
        links = link_views(upkeep.board, LinkView(SERVER, upkeep.link))
        if upkeep.database:
            links = (LinkView(DATABASE, LinkState.DOWN, upkeep.database), *links)
        self.alarms.set_links([LinkLight(link.name, link.state.value) for link in links])
        down = [link for link in links if link.state is LinkState.DOWN]
        self._acknowledged &= {link.name for link in down}
        down = [link for link in down if link.name not in self._acknowledged]
        self._down = [link.name for link in down]
        alarm = None
        if down:
            words = self.tr("{} 中断").format(down[0].name)
            alarm = StripAlarm("red", "mdi6.lan-disconnect", words, down[0].cause)
        self.alarms.set_alarm(alarm, more=len(down) - 1)
