"""The station's receiver (受警机): one full screen that needs no login to receive an alarm."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from dispatch_console.client import Questions
from dispatch_console.map.base_map import BaseMap
from dispatch_console.roles.station.alarm_page import AlarmPage
from dispatch_console.roles.station.idle_page import IdlePage
from dispatch_console.roles.station.job_page import JobPage
from dispatch_console.roles.station.message_band import BandWords, MessageBand
from dispatch_console.roles.station.notice import Notice
from dispatch_console.roles.station.order_tabs import OrderTab, OrderTabs
from dispatch_console.roles.station.station_foot import FarLink, StationFoot
from dispatch_console.theme.sounds import Sound, Sounds
from dispatch_console.viewmodels.seat_messages import SeatMessages
from dispatch_console.viewmodels.station_receiver import Page, StationReceiver
from dispatch_console.viewmodels.station_steps import STEP_KEYS
from dispatch_console.viewmodels.station_words import clock_words
from dispatch_console.viewmodels.wording import together
from dispatch_console.widgets.keys import ENTER_KEYS, bare_key
from dispatch_server.contract.entities import Message
from dispatch_server.contract.ids import MessageId, OrderId
from dispatch_server.contract.states import LinkState, OrderState, Priority
from dispatch_server.contract.views import printer_link

TICK_MS: Final = 500
_BESIDE: Final = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class ReceiverWindow(QWidget):
    """Shows the alarm as soon as an order of the station is issued, and takes its keys.

    `alarm_painted` carries the order's id once its alarm stands on the screen.
    """

    alarm_painted = pyqtSignal(str)

    def __init__(
        self,
        receiver: StationReceiver,
        messages: SeatMessages,
        base: BaseMap,
        *,
        questions: Questions,
        sounds: Sounds,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.FramelessWindowHint)
        self._receiver = receiver
        self._messages = messages
        self._sounds = sounds
        self._painted: set[str] = set()
        self.idle = IdlePage(receiver)
        self.alarm = AlarmPage(receiver, base, questions)
        self.job = JobPage(receiver, base, questions)
        self.tabs = OrderTabs()
        self.link_notice = Notice("mdi6.lan-disconnect")
        self.sentence_notice = Notice("mdi6.alert-octagon")
        self.message_band = MessageBand(px=26)
        self.message_band.setObjectName("urgent_message")
        self.foot = StationFoot()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._after_painting: list[Callable[[], None]] = []
        self._painted_timer = QTimer(self)
        self._painted_timer.setSingleShot(True)
        self._painted_timer.timeout.connect(self._on_after_painting)
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._show_time)
        self._clock.start()
        self._show()

    def _lay_out(self) -> None:
        self.setObjectName("receiver")
        self.setWindowTitle(self.tr("受警机"))
        self.setProperty("surface", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.resize(1920, 1080)
        for page in (self.idle, self.alarm, self.job):
            self._pages.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.link_notice)
        outer.addWidget(self.tabs)
        outer.addWidget(self._pages, 1)
        outer.addWidget(self.sentence_notice)
        outer.addWidget(self.message_band)
        outer.addSpacing(4)
        outer.addWidget(self.foot)

    def _connect(self) -> None:
        receiver = self._receiver
        receiver.changed.connect(self._show)
        receiver.said.connect(lambda _: self._sounds.once(Sound.NOTICE))
        self._messages.changed.connect(self._show_message)
        self._messages.came.connect(lambda _: self._sounds.once(Sound.NOTICE))
        self._messages.told.connect(receiver.say)
        for band in (self.idle.band, self.message_band):
            band.painted.connect(self._on_message_painted)
        self.tabs.chosen.connect(receiver.choose)
        self.alarm.painted.connect(self._on_painted)
        for page in (self.idle, self.alarm, self.job):
            page.keys.row.pressed.connect(self._press)
            page.keys.question.answered.connect(receiver.answer)

    @property
    def page(self) -> Page:
        """Which face is shown now."""
        shown = self._pages.currentWidget()
        if shown is self.alarm:
            return Page.ALARM
        return Page.JOB if shown is self.job else Page.IDLE

    def _show(self) -> None:
        receiver = self._receiver
        order = receiver.order
        if order is not None and receiver.page is Page.ALARM:
            self.alarm.show_order(order)
            if self.page is not Page.ALARM:
                self._come_forward()
            self._pages.setCurrentWidget(self.alarm)
        elif order is not None:
            self.job.show_order(order)
            self._pages.setCurrentWidget(self.job)
        else:
            self._pages.setCurrentWidget(self.idle)
        self.tabs.show_orders(self._tabs(), order.id if order else None)
        lost = receiver.link is LinkState.DOWN
        self.link_notice.say(self._lost_words(lost=lost))
        self.sentence_notice.say(receiver.sentence)
        self._sound()
        self._show_message()
        self._show_time()

    def _lost_words(self, *, lost: bool) -> str:
        """Say what is cut off and what waits to be sent: the last one in words."""
        down = (
            self.tr("中心数据库中断　操作存在本机，急事打电话") if self._receiver.database else ""
        )
        away = self.tr("与中心断开　以打印和电话为准") if lost else down
        waiting = self._receiver.waiting
        if not waiting.count:
            return away
        last = waiting.model.rows[-1].what
        held = self.tr("待发 {} 条：{}　W 撤回").format(waiting.count, last)
        return together([away or self.tr("中心没有收下"), held])

    def _show_message(self) -> None:
        """Show the message to read next: an urgent one on any page, any other at rest."""
        message = self._messages.first
        words = self._words_of(message) if message is not None else None
        urgent = words is not None and words.urgent
        self.message_band.say(words if urgent else None, low=self.page is Page.ALARM)
        self.idle.band.say(None if urgent else words)

    def _words_of(self, message: Message) -> BandWords:
        urgent = message.priority is Priority.URGENT
        number = self._messages.incident_number(message)
        more = len(self._messages.unread) - 1
        parts = [
            clock_words(message.sent_at),
            self._messages.sender_name(message),
            self.tr("加急") if urgent else "",
            f"{self.tr('事件')} {number}" if number else "",
            f"{self.tr('还有')} {more} {self.tr('条')}" if more else "",
        ]
        note = "　".join(part for part in parts if part)
        return BandWords(message.id, message.text, note, urgent)

    def _on_message_painted(self, message_id: str) -> None:
        self._after_painting.append(partial(self._messages.shown, MessageId(message_id)))
        self._painted_timer.start()

    def _read_message(self) -> None:
        """Take the key for having read what is shown whole; a cut one waits for the alarm."""
        for band in (self.message_band, self.idle.band):
            if band.isVisible() and band.words is not None and band.is_whole:
                self._messages.read(MessageId(band.words.id))
                return

    def _come_forward(self) -> None:
        """Stand before anything else on the machine: an alarm needs no one to look for it."""
        if self.isMinimized():
            self.showFullScreen()
        self.raise_()
        self.activateWindow()

    def _sound(self) -> None:
        if self._receiver.is_alarming:
            self._sounds.start(Sound.STATION_ALARM)
        else:
            self._sounds.stop(Sound.STATION_ALARM)

    def _show_time(self) -> None:
        now = self._receiver.now()
        order = self._receiver.order
        if order is not None:
            elapsed = (now - order.stamps[OrderState.ISSUED]).total_seconds()
            self.alarm.show_time(elapsed)
            self.job.show_time(elapsed)
        else:
            self.idle.show_time(now)
        self.foot.show_state(self._links(), note=self._note(now))

    def _note(self, now: datetime) -> str:
        order, station = self._receiver.order, self._receiver.station
        if order is None:
            return station.address if station else ""
        issued = clock_words(order.stamps[OrderState.ISSUED])
        name = station.name if station else ""
        number = f"{self.tr('派车单')} {order.number}"
        return f"{number}　{name}　{issued} {self.tr('下达')}　{clock_words(now)}"

    def _links(self) -> tuple[FarLink, ...]:
        station, board = self._receiver.station, self._receiver.mirror.board
        reached = self._receiver.link is not LinkState.DOWN
        centre = [FarLink(self.tr("中心"), self._receiver.link.value)]
        if self._receiver.database and reached:
            centre.append(FarLink(self.tr("数据库"), LinkState.DOWN.value))
        if station is None or not station.printer:
            return tuple(centre)
        printer = board.links.get(printer_link(station.id))
        state = printer.state if printer is not None and reached else LinkState.UNKNOWN
        return *centre, FarLink(self.tr("打印机"), state.value)

    def _tabs(self) -> tuple[OrderTab, ...]:
        name = self._receiver.vehicle_name
        return tuple(OrderTab(o.id, name(o), o.number, o.state) for o in self._receiver.orders)

    def _on_painted(self, order_id: str) -> None:
        if order_id not in self._painted:
            self._painted.add(order_id)
            self._after_painting.append(partial(self._say_painted, order_id))
            self._painted_timer.start()

    def _on_after_painting(self) -> None:
        """Do what waited for the painting to end."""
        due, self._after_painting = self._after_painting, []
        for act in due:
            act()

    def _say_painted(self, order_id: str) -> None:
        self.alarm_painted.emit(order_id)
        self._receiver.report_shown(OrderId(order_id))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None or event.isAutoRepeat():
            return
        receiver = self._receiver
        if event.key() in _BESIDE:
            receiver.choose_beside(_BESIDE[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape:
            receiver.step_back()
        elif event.key() in ENTER_KEYS:
            self._read_message()
        elif event.key() == Qt.Key.Key_Space:
            receiver.acknowledge()
        else:
            self._type(bare_key(event))

    def _type(self, key: str) -> None:
        receiver = self._receiver
        if receiver.asking is not None and key.isdigit():
            receiver.answer(key)
        elif receiver.page is Page.IDLE and key.isdigit():
            receiver.choose(int(key) - 1)
        elif key in STEP_KEYS and receiver.asking is None:
            receiver.take_step(STEP_KEYS[key])
        elif key in _LETTERS:
            self._press(_LETTERS[key])

    def _press(self, name: str) -> None:
        receiver = self._receiver
        match name:
            case "acknowledge":
                receiver.acknowledge()
            case "reprint":
                receiver.reprint()
            case "restore":
                receiver.ask_restore()
            case "look":
                receiver.choose(0)
            case "withdraw":
                receiver.waiting.withdraw_last()
            case "call_centre":
                return
            case OrderState.REFUSED | OrderState.EMPTY_RUN:
                receiver.ask_reason(OrderState(name))
            case _:
                receiver.take_step(name)


_LETTERS: Final = {
    "R": OrderState.REFUSED.value,
    "K": OrderState.EMPTY_RUN.value,
    "P": "reprint",
    "Q": "restore",
    "C": "call_centre",
    "W": "withdraw",
}
