"""NMEA 0183 sentences of a receiver, joined into positions; pure."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import pynmea2

from vehicle_agent.clock import DeviceClock
from vehicle_agent.measured import Measured

KNOT: Final = 0.514444
"""Metres a second."""
UERE_M: Final = 5.0
"""What one unit of HDOP is worth of accuracy, metres; usual for a single-band receiver."""
LONGEST_SENTENCE: Final = 120


@dataclass(slots=True)
class NmeaReader:
    """Reads sentences: RMC gives position, speed, heading and time; the GGA before it accuracy."""

    clock: DeviceClock
    _accuracy: float | None = None

    def read(self, sentence: str) -> Measured | None:
        """Return a position where a sentence completes one; what is damaged says nothing."""
        if len(sentence) > LONGEST_SENTENCE:
            return None
        try:
            said = pynmea2.parse(sentence.strip(), check=True)
            if said.sentence_type == "GGA":
                self._accuracy = _accuracy(said)
                return None
            return self._measured(said) if said.sentence_type == "RMC" else None
        except (pynmea2.ParseError, AttributeError, TypeError, ValueError, KeyError):
            return None

    def _measured(self, said: pynmea2.NMEASentence) -> Measured | None:
        if said.status != "A" or not said.lon or not said.lat:
            return None
        knots = float(said.spd_over_grnd) if said.spd_over_grnd is not None else None
        moment = None
        if said.datestamp is not None and said.timestamp is not None:
            moment = datetime.combine(said.datestamp, said.timestamp.replace(tzinfo=None), UTC)
        return Measured(
            self.clock.device_ms(),
            float(said.longitude),
            float(said.latitude),
            speed=None if knots is None else knots * KNOT,
            heading=None if said.true_course is None else float(said.true_course),
            accuracy=self._accuracy,
            true_ms=None if moment is None else round(moment.timestamp() * 1000),
        )


def _accuracy(said: pynmea2.NMEASentence) -> float | None:
    return float(said.horizontal_dil) * UERE_M if said.horizontal_dil else None
