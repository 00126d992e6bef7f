"""The facts of an incident in short lines, for reading at a glance."""

from typing import Final

from dispatch_console.viewmodels.form_words import patient_words
from dispatch_console.viewmodels.wording import UNKNOWN, telephone, together
from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Incident
from dispatch_server.contract.words import LIFT_WORDS, NEED_WORDS

FACT_LABELS: Final = (
    "现场地址",
    "等车地点",
    "主诉",
    "患者",
    "联系电话",
    "特殊需要",
    "送往医院",
    "备注",
)


def incident_facts(board: Board, incident: Incident) -> tuple[str, ...]:
    """Give the value of every label, a dash where nothing is known."""
    details = incident.details
    lift = LIFT_WORDS[details.lift] if details.lift is not None else ""
    needs = [NEED_WORDS[need] for need in details.needs]
    hospital = board.hospitals.get(details.destination) if details.destination is not None else None
    values = (
        together([details.scene.text, details.floor]),
        details.meeting_point.text,
        details.complaint,
        together([f"{details.patient_count} 人", patient_words(details)])
        if details.patient_count == 1
        else patient_words(details),
        telephone(details.contact_phone) if details.contact_phone else "",
        together([*needs, lift]),
        hospital.name if hospital is not None else "",
        " ".join(details.notes.split()),
    )
    return tuple(value or UNKNOWN for value in values)
