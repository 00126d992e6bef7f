"""What the keys of the dispatcher's window do, and what the window shows of the models."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QRect

from dispatch_console.roles.dispatcher.key_bar import KeyLook
from dispatch_console.roles.dispatcher.talk_actions import TalkActions
from dispatch_console.theme.sounds import Sound, Sounds
from dispatch_console.viewmodels.call_view import call_view
from dispatch_console.viewmodels.dispatcher_models import DispatcherModels
from dispatch_console.viewmodels.dispatching import Dispatching
from dispatch_console.viewmodels.links import LinkView
from dispatch_console.viewmodels.recommendation import VehicleRow
from dispatch_console.viewmodels.strip_view import (
    SameEmergency,
    ringing_figures,
    room_figures,
    same_emergency,
)
from dispatch_console.viewmodels.wording import span, together
from dispatch_console.widgets.alarm_strip import LinkLight, StripAlarm
from dispatch_console.widgets.banner import BannerWords
from dispatch_console.widgets.toast import Toast
from dispatch_console.widgets.window_keys import DeskKeys
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.commands.calls import AnswerCall
from dispatch_server.contract.ids import HospitalId, IncidentId
from dispatch_server.contract.states import CancelReason, LinkState

if TYPE_CHECKING:
    from dispatch_console.roles.dispatcher.call_window import CallWindow

_FACTS, _FORM = 0, 1
_STATIONS, _PROPOSALS = 0, 1
WAITING_HEIGHT: Final = 360


class CallWindowActions(QObject):
    """Joins the window's parts with the models; every key has one method here."""

    def __init__(self, window: "CallWindow", models: DispatcherModels, sounds: Sounds) -> None:
        super().__init__(window)
        self._window = window
        self._models = models
        self._sounds = sounds
        self._same: SameEmergency | None = None
        self._talked_on: IncidentId | None = None
        self._leaves_call = False
        self._dispatching = Dispatching(models.desk, models.chosen, models.form)
        self._listen()
        self._on_function = {
            "F1": self.answer,
            "F7": self.pick,
            "F9": self.arm_vehicles,
            "F10": self.arm_hospitals,
            "F11": self.ask_cancel,
            "F12": self.close,
        }
        digits = {f"Ctrl+{digit}": partial(self._choose, digit - 1) for digit in range(1, 10)}
        DeskKeys(
            window,
            {
                **self._on_function,
                **digits,
                **TalkActions(window, models, sounds).keys,
                "Alt+0": self.show_waiting,
                "Ctrl+A": models.alarms.acknowledge,
                "Ctrl+E": self.reopen,
                "Ctrl+J": self.join,
                "Ctrl+N": self.draft,
                "Ctrl+End": self.hang_up,
                "Ctrl+Shift+L": window.theme_requested.emit,
            },
        )

    def _listen(self) -> None:
        models, window = self._models, self._window
        for changed in (
            models.desk.changed,
            models.chosen.switched,
            models.chosen.changed,
            models.form.changed,
            models.recommendation.changed,
            models.running.changed,
            models.alarms.changed,
            models.strength.changed,
            models.waiting.changed,
        ):
            changed.connect(self.refresh)
        models.desk.rang.connect(lambda _call: self._sounds.start(Sound.RING))
        models.desk.ring_ended.connect(lambda: self._sounds.stop(Sound.RING))
        models.desk.told.connect(self._tell)
        models.chosen.taken.connect(self._on_taken)
        models.chosen.switched.connect(self._on_switched)
        window.call_bar.hang_up.connect(self.hang_up)
        window.keys.pressed.connect(lambda key: self._on_function[key]())
        window.vehicles.dispatched.connect(self._dispatch)
        window.hospitals.wanted.connect(self._want)
        window.cancel.confirmed.connect(self._cancel)
        window.form.pick_asked.connect(window.map_requested)
        window.running.rows.clicked.connect(lambda index: self._choose(index.row()))

    def answer(self) -> None:
        """F1: take the call that rings here."""
        self._models.desk.answer()

    def pick(self) -> None:
        """F7: set a point of the running incident on the map."""
        if self._dispatching.is_running:
            self._window.map_requested.emit()

    def arm_vehicles(self) -> None:
        """F9: let digits choose vehicles; a dispatched incident gets one more."""
        self._window.form.settle()
        if self._window.form.searching:
            words = self.tr("现场地址还没选定：Enter 取第一条，Ctrl+Enter 照原话")
            self._window.toasts.say(Toast(words, "amber"))
            self._window.form.fields.scene.setFocus()
            return
        if not self._dispatching.can_dispatch:
            self._say_why_not()
            return
        if self._models.recommendation.lacks_point:
            words = self.tr("现场未上图，没有道路时间：自己选车，或按 F7 在图上定点")
            self._window.toasts.say(Toast(words, "amber"))
        if self._models.recommendation.failed:
            self._models.recommendation.ask()
        self._window.middle.setCurrentIndex(_PROPOSALS)
        self._window.vehicles.arm()

    def _say_why_not(self) -> None:
        """Say what a running incident lacks before a vehicle can go."""
        if self._dispatching.is_running and self._dispatching.lacks_place:
            words = self.tr("还没有现场地址，不能派车：填地址，或按 F7 在图上定点")
            self._window.toasts.say(Toast(words, "amber"))

    def arm_hospitals(self) -> None:
        """F10: let letters choose the hospital."""
        if self._dispatching.is_running and self._has_hospitals:
            self._window.middle.setCurrentIndex(_PROPOSALS)
            self._window.hospitals.arm()

    def ask_cancel(self) -> None:
        """F11: ask why the incident is cancelled."""
        incident = self._models.chosen.incident
        if incident is None or not self._dispatching.can_cancel:
            return
        panel, form = self._window.cancel, self._window.left
        panel.setFixedSize(form.width() - 16, panel.sizeHint().height())
        corner = form.mapTo(self._window, form.rect().bottomLeft())
        panel.move(corner.x() + 8, corner.y() - panel.height() - 8)
        panel.ask(incident.number)

    def close(self) -> None:
        """F12: file the incident, or say why it cannot be filed yet."""
        if self._dispatching.lacks_end:
            words = self.tr("派车单都结束后才能结案；不需要车按 F11 撤消")
            self._window.toasts.say(Toast(words, "amber"))
        self._dispatching.close()

    def hang_up(self) -> None:
        """Ctrl+End: end the call; who ends it has finished with the form."""
        self._leaves_call = True
        self._models.desk.hang_up()

    def reopen(self) -> None:
        """Ctrl+E: write on in the form of an incident whose call has ended, or put it away."""
        chosen = self._models.chosen
        if chosen.reopened:
            chosen.reopen(on=False)
        elif self._dispatching.is_running and not chosen.taking:
            chosen.reopen(on=True)
            self._window.form.focus_first()

    def join(self) -> None:
        """Ctrl+J: the draft is about the incident that the strip shows."""
        if self._same is not None:
            self._dispatching.join(self._same.incident_id)

    def draft(self) -> None:
        """Ctrl+N: take down a new emergency by hand."""
        self._models.chosen.expect(self._models.desk.draft())

    def show_waiting(self) -> None:
        """Alt+0: list what waits to be sent, or put the list away."""
        panel, middle = self._window.waiting, self._window.middle
        if panel.is_open:
            panel.close_popup()
        elif self._models.waiting.count:
            corner = middle.mapTo(self._window, middle.rect().topLeft())
            vehicles = self._window.vehicles
            high = vehicles.height() if vehicles.isVisible() else WAITING_HEIGHT
            panel.open_over(QRect(corner.x(), corner.y(), middle.width(), high))

    def refresh(self) -> None:
        """Read everything that stands outside the panels' own lists."""
        self._show_call()
        self._show_places()
        self._show_keys()
        self._show_alarms()

    def _show_call(self) -> None:
        models, window = self._models, self._window
        window.call_bar.show_call(call_view(models.desk))
        window.room.refresh()
        board = models.server.mirror.board
        ringing = models.desk.ringing
        taking = models.chosen.id if models.chosen.taking else None
        scene = models.form.details.scene.point
        self._same = same_emergency(board, taking, scene=scene, now=models.desk.now)
        if ringing is not None and models.desk.talking is None:
            window.strip.show_figures(ringing_figures(models.desk, board, ringing))
        elif self._same is not None:
            window.strip.show_same(self._same)
        else:
            window.strip.show_figures(room_figures(board, models.running, models.strength))

    def _show_places(self) -> None:
        window = self._window
        self._keep_writing()
        taking = self._models.chosen.taking
        armed = window.vehicles.armed or window.hospitals.armed
        window.left.setCurrentIndex(_FORM if taking else _FACTS)
        window.middle.setCurrentIndex(_PROPOSALS if taking or armed else _STATIONS)
        window.running.set_chosen(self._models.chosen.id)

    def _keep_writing(self) -> None:
        """Leave the form where it is when a call ends under hands that write in it."""
        chosen, form = self._models.chosen, self._window.form
        before, self._talked_on = self._talked_on, chosen.id if chosen.talks_here else None
        if chosen.talks_here:
            return
        left, self._leaves_call = self._leaves_call, False
        ended = before is not None and before == chosen.id and not chosen.taking
        if ended and form.is_written_in and not left and self._dispatching.is_running:
            chosen.reopen(on=True)

    def _show_keys(self) -> None:
        desk, may = self._models.desk, self._dispatching
        best = self._models.recommendation.best
        taking = self._models.chosen.taking
        rings = desk.ringing is not None and desk.may(AnswerCall)
        first = self.tr("接听") if desk.talking is None else self.tr("接下一个")
        answer = KeyLook(rings, "primary", first)
        word = self.tr("派车")
        if taking and best is not None:
            word = self.tr("派{}").format(best.name)
        elif not taking and self._models.chosen.incident is not None:
            word = self.tr("加派")
        send = "primary" if taking and not rings and may.can_dispatch else ""
        self._window.keys.show_keys(
            {
                "F1": answer,
                "F7": KeyLook(lit=may.is_running),
                "F9": KeyLook(may.can_dispatch, send, word),
                "F10": KeyLook(may.is_running and self._has_hospitals),
                "F11": KeyLook(may.can_cancel, "danger"),
                "F12": KeyLook(may.can_close),
            }
        )

    @property
    def _has_hospitals(self) -> bool:
        return bool(self._models.recommendation.hospitals.rows)

    def _show_alarms(self) -> None:
        models, strip = self._models, self._window.alarms
        alarm = models.alarms.first
        shown = None
        if alarm is not None:
            shown = StripAlarm(alarm.hue, alarm.glyph, alarm.words, alarm.note)
        strip.set_alarm(shown, more=models.alarms.more)
        links = models.desk.links
        strip.set_links([LinkLight(link.name, link.state.value) for link in links])
        down = [link for link in links if link.state is LinkState.DOWN]
        self._window.banner.set_words(self._banner(down[0]) if down else self._waiting())
        self._window.give_way()

    def _banner(self, link: LinkView) -> BannerWords:
        since = span(link.since, self._models.desk.now) if link.since is not None else ""
        title = self.tr("{}中断").format(link.name)
        scope = [self.tr("已断 {}").format(since) if since else ""]
        if self._models.waiting.count:
            scope.append(self.tr("待发 {} 条 Alt+0 看").format(self._models.waiting.count))
        return BannerWords(title, link.effect, together(scope))

    def _waiting(self) -> BannerWords | None:
        """Say what waits while every link is well: the database, or another one's commands."""
        waiting = self._models.waiting
        if waiting.oldest is None:
            return None
        title = self.tr("待发 {} 条").format(waiting.count)
        effect = self.tr("服务器没有收下，恢复后按次序自动发出；急的先打电话")
        since = span(waiting.oldest, self._models.desk.now)
        scope = self.tr("最早 {}　Alt+0 看").format(since)
        return BannerWords(title, effect, scope, "amber", "mdi6.tray-full")

    def _choose(self, place: int) -> None:
        row = self._models.running.model.row(place)
        if row is not None:
            self._models.chosen.choose(row.incident_id)

    def _on_switched(self) -> None:
        self._window.vehicles.disarm()
        self._window.hospitals.disarm()
        self._window.cancel.dismiss()

    def _on_taken(self, _incident_id: str) -> None:
        self.refresh()
        self._window.form.focus_first()

    def _dispatch(self, rows: list[VehicleRow]) -> None:
        self._dispatching.issue(rows)

    def _want(self, hospital_id: str) -> None:
        self._models.form.want(HospitalId(hospital_id))

    def _cancel(self, why: CancelReason) -> None:
        self._dispatching.cancel(why)

    def _tell(self, answer: CommandAnswer) -> None:
        refused = answer.outcome is CommandOutcome.REFUSED
        self._window.toasts.say(Toast(answer.sentence, "red" if refused else "amber"))
        self._sounds.once(Sound.NOTICE)
