"""The words an order sheet prints: local times, spaced numbers, signs for what is missing."""

import re
from datetime import datetime
from math import ceil

from dispatch_server.contract.local_time import local
from dispatch_server.ports.printing import OrderSheet

UNKNOWN = "不明"
NONE = "—"
FILLED_LEVELS = (1, 2)
KILOMETRE = 1000
LONG_RUN = re.compile(r"([!-~]{16})(?=[!-~])")
UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
FACT_BREAK = re.compile(r"\s*(?:[\n\r\u3000]|[ \t]{2})\s*")
SPACE = re.compile(r"[^\S\u3000]+")
MOBILE = re.compile(r"(1\d{2})(\d{4})(\d{4})")

Words = dict[str, str | bool]


def words(sheet: OrderSheet) -> Words:
    """Turn every field into what is printed; the template only places it."""
    return {
        **_identity(sheet),
        **_crew(sheet),
        **_place(sheet),
        **_patient(sheet),
        "contact_phone": phone(sheet.contact_phone),
        "caller_phone": phone(sheet.caller_phone),
        "distance": distance(sheet.distance_m),
        "eta": minutes(sheet.eta_s),
        "notes": line(sheet.notes),
        "map": sheet.map_svg or "",
    }


def line(text: str | None, *, missing: str = "") -> str:
    """Bring a text onto one line that can be broken anywhere, or say that it is missing."""
    kept = UNPRINTABLE.sub("", text or "").strip()
    joined = SPACE.sub(" ", FACT_BREAK.sub("　", kept))
    return LONG_RUN.sub("\\1\u200b", joined) or missing


def phone(number: str | None) -> str:
    """Space a mobile number for reading aloud; other numbers stay as they are."""
    digits = line(number, missing=NONE)
    return MOBILE.sub(r"\1 \2 \3", digits) if MOBILE.fullmatch(digits) else digits


def distance(metres: float | None) -> str:
    """Say a length in metres up to a kilometre, in kilometres beyond."""
    if metres is None:
        return NONE
    return f"{metres:.0f} 米" if round(metres) < KILOMETRE else f"{metres / KILOMETRE:.1f} km"


def minutes(seconds: float | None) -> str:
    """Say a driving time in whole minutes, so that nobody takes it for the time of day."""
    return NONE if seconds is None else f"约 {max(1, ceil(seconds / 60))} 分钟"


def day(at: datetime) -> str:
    """Say the local day."""
    here = local(at)
    return f"{here.month}月{here.day}日"


def clock(at: datetime) -> str:
    """Say the local time of day to the second."""
    return f"{local(at):%H:%M:%S}"


def _identity(sheet: OrderSheet) -> Words:
    return {
        "order_number": line(sheet.order_number),
        "version": f"第 {sheet.version} 版",
        "corrected": sheet.version > 1,
        "demonstration": sheet.demonstration,
        "incident_number": line(sheet.incident_number),
        "issued_on": day(sheet.issued_at),
        "issued_at": clock(sheet.issued_at),
        "printed_at": f"{day(sheet.printed_at)} {clock(sheet.printed_at)}",
        "seat": line(sheet.seat, missing=NONE),
        "level": str(sheet.level),
        "level_word": line(sheet.level_word),
        "level_filled": sheet.level in FILLED_LEVELS,
    }


def _crew(sheet: OrderSheet) -> Words:
    return {
        "station": line(sheet.station),
        "vehicle": line(sheet.vehicle),
        "plate": line(sheet.plate, missing=NONE),
        "crew": line(sheet.crew, missing=NONE),
        "hospital": line(sheet.hospital, missing=NONE),
    }


def _place(sheet: OrderSheet) -> Words:
    return {
        "scene_address": line(sheet.scene_address, missing=UNKNOWN),
        "scene_precision": line(sheet.scene_precision),
        "scene_notes": line(sheet.scene_notes),
        "meeting_point": line(sheet.meeting_point, missing=NONE),
    }


def _patient(sheet: OrderSheet) -> Words:
    return {
        "complaint": line(sheet.complaint, missing=UNKNOWN),
        "patients": line(sheet.patients, missing=UNKNOWN),
        "consciousness": line(sheet.consciousness, missing=UNKNOWN),
        "breathing": line(sheet.breathing, missing=UNKNOWN),
        "needs": line(sheet.needs, missing=NONE),
    }
