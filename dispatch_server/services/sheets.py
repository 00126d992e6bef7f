"""What an order sheet says: the order, in the words that a crew reads."""

from datetime import datetime

from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Details
from dispatch_server.contract.entities import Call, Hospital, Order
from dispatch_server.contract.states import Level, OrderState
from dispatch_server.contract.words import (
    BREATHING_WORDS,
    CONSCIOUSNESS_WORDS,
    LEVEL_WORDS,
    LIFT_WORDS,
    NEED_WORDS,
    PRECISION_WORDS,
    SEX_WORDS,
)
from dispatch_server.ports.printing import OrderSheet


def sheet_of(
    board: Board, order: Order, *, printed_at: datetime, map_svg: str | None, demonstration: bool
) -> OrderSheet:
    """Return the sheet of an order as it stood when it was issued."""
    details = order.details
    incident = board.incidents[order.incident_id]
    vehicle, station = board.vehicles[order.vehicle_id], board.stations[order.station_id]
    level = details.level or Level.URGENT
    call, hospital = _call(board, order), _hospital(board, details)
    seat = board.seats.get(incident.seat_id) if incident.seat_id else None
    return OrderSheet(
        order_number=order.number,
        version=1,
        incident_number=str(incident.number),
        issued_at=order.stamps[OrderState.ISSUED],
        printed_at=printed_at,
        station=station.name,
        vehicle=vehicle.name,
        plate=vehicle.plate,
        crew=vehicle.crew or None,
        level=int(level),
        level_word=LEVEL_WORDS[level] if details.level else "未定级",
        scene_address=details.scene.text,
        scene_precision=PRECISION_WORDS[details.scene.precision]
        if details.scene.precision
        else None,
        scene_notes=_scene_notes(details),
        meeting_point=details.meeting_point.text or "同现场地址",
        complaint=details.complaint or None,
        patients=patients_text(details),
        consciousness=CONSCIOUSNESS_WORDS[details.consciousness] if details.consciousness else None,
        breathing=BREATHING_WORDS[details.breathing] if details.breathing else None,
        needs="　".join(NEED_WORDS[need] for need in details.needs) or None,
        contact_phone=details.contact_phone or None,
        caller_phone=call.ani if call else None,
        hospital=hospital.name if hospital else None,
        distance_m=order.distance_m,
        eta_s=order.eta_s,
        notes=details.notes or None,
        seat=seat.name if seat else None,
        map_svg=map_svg,
        demonstration=demonstration,
    )


def patients_text(details: Details) -> str:
    """Return the patients in one line: sex, age, how many."""
    sex = SEX_WORDS[details.sex] if details.sex else "性别未问"
    age = f"{details.age}岁" if details.age is not None else "年龄未问"
    return f"{sex}　{age}　{details.patient_count}人"


def _scene_notes(details: Details) -> str | None:
    words = [details.floor, LIFT_WORDS[details.lift] if details.lift else ""]
    return "　".join(word for word in words if word) or None


def _call(board: Board, order: Order) -> Call | None:
    acceptance = board.acceptances.get(order.acceptance_id)
    return board.calls.get(acceptance.call_id) if acceptance and acceptance.call_id else None


def _hospital(board: Board, details: Details) -> Hospital | None:
    return board.hospitals.get(details.destination) if details.destination else None
