"""How two hands on one form come together: field by field, whoever changed a field wins it."""

from typing import TypeVar

from dispatch_server.contract.details import Details

T = TypeVar("T")


def merged(base: Details, mine: Details, theirs: Details) -> Details:
    """Return `theirs` with every field that `mine` changed since `base`.

    The level and its reason belong together and go together.
    """
    level = mine if mine.level != base.level else theirs
    return Details(
        scene=_newer(base.scene, mine.scene, theirs.scene),
        meeting_point=_newer(base.meeting_point, mine.meeting_point, theirs.meeting_point),
        floor=_newer(base.floor, mine.floor, theirs.floor),
        lift=_newer(base.lift, mine.lift, theirs.lift),
        complaint=_newer(base.complaint, mine.complaint, theirs.complaint),
        level=level.level,
        level_reason=level.level_reason,
        patient_count=_newer(base.patient_count, mine.patient_count, theirs.patient_count),
        sex=_newer(base.sex, mine.sex, theirs.sex),
        age=_newer(base.age, mine.age, theirs.age),
        consciousness=_newer(base.consciousness, mine.consciousness, theirs.consciousness),
        breathing=_newer(base.breathing, mine.breathing, theirs.breathing),
        needs=_newer(base.needs, mine.needs, theirs.needs),
        contact_phone=_newer(base.contact_phone, mine.contact_phone, theirs.contact_phone),
        destination=_newer(base.destination, mine.destination, theirs.destination),
        notes=_newer(base.notes, mine.notes, theirs.notes),
    )


def _newer(base: T, mine: T, theirs: T) -> T:
    return theirs if mine == base else mine
