"""What is known of an emergency: place, meeting point, complaint, patients, needs."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dispatch_server.contract.ids import HospitalId
from dispatch_server.contract.states import Level

Point = tuple[float, float]
"""WGS-84 (longitude, latitude) in degrees."""

LONGEST_TEXT = 500
LONGEST_NOTES = 4000
MOST_PATIENTS = 9999
OLDEST = 130
FARTHEST: Point = (180.0, 90.0)


class Sex(StrEnum):
    """Sex of the patient as told by the caller."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class Consciousness(StrEnum):
    """What the caller says of the patient's consciousness."""

    AWAKE = "awake"
    DROWSY = "drowsy"
    COMA = "coma"
    UNKNOWN = "unknown"


class Breathing(StrEnum):
    """What the caller says of the patient's breathing."""

    NORMAL = "normal"
    LABOURED = "laboured"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Lift(StrEnum):
    """Whether the building has a lift."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Need(StrEnum):
    """What the crew must bring or mind."""

    STRETCHER = "stretcher"
    STAIR_CHAIR = "stair_chair"
    INFECTIOUS = "infectious"
    HEAVY = "heavy"
    INTERPRETER = "interpreter"


class Precision(StrEnum):
    """How sure a point is."""

    HOUSE = "house"
    JUNCTION = "junction"
    STREET = "street"
    DISTRICT = "district"
    PICKED = "picked"


@dataclass(frozen=True, slots=True)
class Place:
    """A place as text, and as a point where one is known."""

    text: str
    point: Point | None = None
    precision: Precision | None = None


@dataclass(frozen=True, slots=True)
class Subscriber:
    """What the subscriber register says of a number (三字段: number, name, address)."""

    number: str
    name: str
    address: str
    as_of: date
    point: Point | None = None
    precision: Precision | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """The acceptance form: everything asked of the caller about one incident."""

    scene: Place = Place("")
    meeting_point: Place = Place("")
    floor: str = ""
    lift: Lift | None = None
    complaint: str = ""
    level: Level | None = None
    level_reason: str = ""
    patient_count: int = 1
    sex: Sex | None = None
    age: int | None = None
    consciousness: Consciousness | None = None
    breathing: Breathing | None = None
    needs: tuple[Need, ...] = ()
    contact_phone: str = ""
    destination: HospitalId | None = None
    notes: str = ""

    def faults(self) -> list[str]:
        """Return what is out of bounds, as sentences for the desk."""
        scene, meeting = self.scene, self.meeting_point
        texts = (
            scene.text,
            meeting.text,
            self.complaint,
            self.floor,
            self.contact_phone,
            self.level_reason,
            self.destination or "",
        )
        checks = (
            (
                all(len(text) <= LONGEST_TEXT for text in texts),
                f"一栏最多 {LONGEST_TEXT} 字，多出的写进备注",
            ),
            (len(self.notes) <= LONGEST_NOTES, f"备注最多 {LONGEST_NOTES} 字"),
            (0 <= self.patient_count <= MOST_PATIENTS, f"患者人数须在 0 到 {MOST_PATIENTS} 之间"),
            (self.age is None or 0 <= self.age <= OLDEST, f"年龄须在 0 到 {OLDEST} 岁之间"),
            (len(self.needs) <= len(Need), "同一项需要只记一次"),
            (_on_earth(scene.point) and _on_earth(meeting.point), "坐标须是经度、纬度"),
        )
        return [sentence for holds, sentence in checks if not holds]


def _on_earth(point: Point | None) -> bool:
    return point is None or (abs(point[0]) <= FARTHEST[0] and abs(point[1]) <= FARTHEST[1])
