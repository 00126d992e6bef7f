"""A server that looks back and looks after itself, in memory."""

from collections.abc import Callable

from dispatch_server.contract.day import DayAnswer, RecordAnswer
from dispatch_server.contract.ids import IncidentId
from dispatch_server.contract.upkeep import SettingsAnswer, UpkeepAnswer


class FakeRoomQuestions:
    """Answers at once with what it was given; None stands for no answer in time."""

    def __init__(self) -> None:
        self.told_day: DayAnswer | None = None
        self.told_record: RecordAnswer | None = None
        self.told_upkeep: UpkeepAnswer | None = None
        self.told_settings: SettingsAnswer | None = None
        self.days = 0
        self.looks = 0
        self.records: list[IncidentId] = []

    def day(self, told: Callable[[DayAnswer | None], None]) -> None:
        self.days += 1
        told(self.told_day)

    def record(self, incident_id: IncidentId, told: Callable[[RecordAnswer | None], None]) -> None:
        self.records.append(incident_id)
        told(self.told_record)

    def upkeep(self, told: Callable[[UpkeepAnswer | None], None]) -> None:
        self.looks += 1
        told(self.told_upkeep)

    def settings(self, told: Callable[[SettingsAnswer | None], None]) -> None:
        told(self.told_settings)
