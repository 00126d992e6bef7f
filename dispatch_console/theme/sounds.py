"""Plays the console's sounds; a machine without a sound card stays silent and well."""

import logging
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from PyQt6.QtCore import QCoreApplication, QLoggingCategory, QObject, QUrl
from PyQt6.QtMultimedia import QMediaDevices, QSoundEffect

log = logging.getLogger(__name__)

LEAST_VOLUME: Final = 0.2
_PROPERTY: Final = "volumeOf_"
_ENDLESS: Final[int] = -2  # QSoundEffect.Loop.Infinite, which the stubs do not take as a number
_QUIET: Final = "qt.multimedia.symbolsresolver=false\nqt.multimedia.ffmpeg=false"
"""Qt tells at length which video libraries it did not find; only sound is wanted here."""


class Sound(StrEnum):
    """The sounds there are; each is a wave file of this name."""

    RING = "ring"
    STATION_ALARM = "station_alarm"
    NOTICE = "notice"


def set_volumes(app: QObject, volumes: Mapping[Sound, float]) -> None:
    """Make the sounds that an application makes from now on as loud as its settings say."""
    for sound, volume in volumes.items():
        app.setProperty(_PROPERTY + sound, volume)


def volume_of(sound: Sound) -> float:
    """Return how loud a sound is at first; a manned desk can never be made silent."""
    app = QCoreApplication.instance()
    volume = app.property(_PROPERTY + sound) if app is not None else None
    return max(LEAST_VOLUME, min(1.0, volume)) if isinstance(volume, float) else 1.0


class Sounds(QObject):
    """Starts and stops sounds by name."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._effects: dict[Sound, QSoundEffect] = {}
        self._wanted: set[Sound] = set()
        QLoggingCategory.setFilterRules(_QUIET)
        if QMediaDevices.defaultAudioOutput().isNull():
            log.warning("no sound card: the console shows, but cannot be heard")
            return
        for sound in Sound:
            effect = QSoundEffect(self)
            effect.setSource(QUrl.fromLocalFile(str(folder / f"{sound.value}.wav")))
            effect.setVolume(volume_of(sound))
            self._effects[sound] = effect

    @property
    def audible(self) -> bool:
        """Whether this machine can be heard at all."""
        return bool(self._effects)

    @property
    def sounding(self) -> frozenset[Sound]:
        """Which repeating sounds were started and not stopped, heard or not."""
        return frozenset(self._wanted)

    def once(self, sound: Sound) -> None:
        """Play a sound one time."""
        effect = self._effects.get(sound)
        if effect is not None:
            effect.setLoopCount(1)
            effect.play()

    def start(self, sound: Sound) -> None:
        """Repeat a sound until it is stopped."""
        if sound in self._wanted:
            return
        self._wanted.add(sound)
        effect = self._effects.get(sound)
        if effect is not None:
            effect.setLoopCount(_ENDLESS)
            effect.play()

    def stop(self, sound: Sound) -> None:
        """End a repeating sound."""
        self._wanted.discard(sound)
        effect = self._effects.get(sound)
        if effect is not None:
            effect.stop()

    def set_volume(self, sound: Sound, volume: float) -> None:
        """Set how loud a sound is; a manned desk can never be made silent."""
        effect = self._effects.get(sound)
        if effect is not None:
            effect.setVolume(max(LEAST_VOLUME, min(1.0, volume)))
