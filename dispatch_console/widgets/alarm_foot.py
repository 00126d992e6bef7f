"""The foot of a window that looks over the room: the worst alarm, the lights, the banner above."""

from PyQt6.QtWidgets import QWidget

from dispatch_console.viewmodels.alarms import Alarms
from dispatch_console.viewmodels.desk import Desk
from dispatch_console.viewmodels.wording import span
from dispatch_console.widgets.alarm_strip import AlarmStrip, LinkLight, StripAlarm
from dispatch_console.widgets.banner import Banner, BannerWords
from dispatch_server.contract.states import LinkState


class AlarmFoot(AlarmStrip):
    """Reads the alarms and the links by itself; shows the first broken link on the banner."""

    def __init__(
        self, desk: Desk, alarms: Alarms, banner: Banner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._alarms = alarms
        self._banner = banner
        alarms.changed.connect(self.refresh)
        desk.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read alarms and links anew."""
        first = self._alarms.first
        alarm = StripAlarm(first.hue, first.glyph, first.words, first.note) if first else None
        self.set_alarm(alarm, more=self._alarms.more)
        links = self._desk.links
        self.set_links([LinkLight(link.name, link.state.value) for link in links])
        down = next((link for link in links if link.state is LinkState.DOWN), None)
        if down is None:
            self._banner.set_words(None)
            return
        since = span(down.since, self._desk.now) if down.since is not None else ""
        self._banner.set_words(
            BannerWords(
                self.tr("{}中断").format(down.name),
                down.effect,
                self.tr("已断 {}").format(since) if since else "",
            )
        )
