"""Every trace one emergency must leave: sound, paper, journal, times."""

import hashlib
import math
import struct
import unicodedata
import wave
from pathlib import Path

from pypdf import PdfReader

from dispatch_server.contract.ids import CallId, IncidentId
from dispatch_server.contract.states import (
    Channel,
    DeliveryState,
    LinkState,
    OrderState,
)
from tests.journey.emergency import Emergency
from tests.journey.stage import CALLER_HZ, DESK_HZ, Stage

LEAST_TONE = 0.02
"""Least share of the recording's energy at a frequency for the tone to count as heard."""


def check(stage: Stage, emergency: Emergency) -> None:
    """Raise `AssertionError` naming the first trace that is missing."""
    check_recording(stage, emergency.call_id, emergency.incident_id)
    check_paper(stage, emergency)
    check_order(stage, emergency)
    check_links(stage)
    stage.room.stop_server()
    told = stage.room.server_command("verify-journal")
    assert told == f"journal whole: {stage.board.seq} rows", told


def check_recording(stage: Stage, call_id: CallId, incident_id: IncidentId) -> None:
    """The recording is sealed, linked to call and incident, and holds both tones."""
    (recording,) = (r for r in stage.board.recordings.values() if r.call_id == call_id)
    assert recording.incident_id == incident_id, "the recording is not linked to the incident"
    path = stage.room.exchange.recordings / recording.file
    content = path.read_bytes()
    assert hashlib.sha256(content).hexdigest() == recording.sha256, "the seal does not fit"
    for hertz in (CALLER_HZ, DESK_HZ):
        assert tone_share(path, hertz) > LEAST_TONE, f"no {hertz} Hz in the recording"


def tone_share(path: Path, hertz: int) -> float:
    """Return the share of a recording's energy at a frequency (Goertzel), 0 to 1."""
    with wave.open(str(path), "rb") as sound:
        rate, count = sound.getframerate(), sound.getnframes()
        samples = struct.unpack(f"<{count}h", sound.readframes(count))
    energy = sum(sample * sample for sample in samples)
    coefficient = 2 * math.cos(2 * math.pi * hertz / rate)
    older, newer = 0.0, 0.0
    for sample in samples:
        older, newer = newer, sample + coefficient * newer - older
    power = older * older + newer * newer - coefficient * older * newer
    return 2 * power / (count * energy) if energy else 0.0


def check_paper(stage: Stage, emergency: Emergency) -> None:
    """The printed sheet says where to, for what, and under which number."""
    order = stage.board.orders[emergency.order_id]
    text = paper_text(stage.room.printer.sheets[-1])
    for word in (order.details.scene.text, order.details.complaint, order.number):
        assert squeezed(word) in text, f"{word} is not on the sheet"


def paper_text(path: Path) -> str:
    """Return the text of a printed PDF without white space."""
    return squeezed("".join(page.extract_text() for page in PdfReader(path).pages))


def squeezed(text: str) -> str:
    """Return a text in its compatibility form, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def check_order(stage: Stage, emergency: Emergency) -> None:
    """The order has every time in order, and was delivered and printed."""
    order = stage.board.orders[emergency.order_id]
    passed = [state for state in OrderState if state in order.stamps]
    assert passed[0] is OrderState.ISSUED, passed
    assert len(passed) == 8, passed
    times = [order.stamps[state] for state in passed]
    assert times == sorted(times), times
    assert not order.estimated, order.estimated
    states = {channel: delivery.state for channel, delivery in order.deliveries.items()}
    assert states == {
        Channel.STATION_SCREEN: DeliveryState.DELIVERED,
        Channel.PRINTER: DeliveryState.PRINTED,
    }, states


def check_links(stage: Stage) -> None:
    """No link was left dark."""
    down = [link.id for link in stage.board.links.values() if link.state is not LinkState.UP]
    assert not down, down
