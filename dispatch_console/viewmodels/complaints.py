"""The list of complaints: found by hanzi, pinyin or initials, each with the level it suggests."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from dispatch_server.contract.details import Breathing, Consciousness, Details
from dispatch_server.contract.states import Level

MOST_SHOWN: Final = 3
_PROMPTS_ARREST: Final = "没有呼吸"


class Complaint(BaseModel):
    """One complaint as callers put it. `pinyin` holds one syllable a hanzi."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    word: str
    pinyin: tuple[str, ...]
    level: Level
    reason: str

    @property
    def initials(self) -> str:
        """The first letters, as typed: 胸痛 is xt."""
        return "".join(syllable[0] for syllable in self.pinyin)

    def rank(self, typed: str) -> int | None:
        """Say how well it fits what was typed: 0 is best, None not at all."""
        spelled = "".join(self.pinyin)
        keys = (self.word, self.initials, spelled)
        if typed in keys:
            return 0
        if any(key.startswith(typed) for key in keys):
            return 1
        return 2 if any(typed in key for key in keys) else None


class ComplaintFile(BaseModel):
    """What complaints.json holds; `notice` says whose approval its wording awaits."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    notice: str
    complaints: tuple[Complaint, ...] = Field(min_length=1)


class Complaints:
    """All complaints, in the order in which they are offered."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        self._complaints = tuple(complaints)

    @classmethod
    def load(cls, file: Path) -> "Complaints":
        """Read the list that ships with the product."""
        content = ComplaintFile.model_validate_json(file.read_text(encoding="utf-8"))
        return cls(content.complaints)

    def find(self, typed: str, *, most: int = MOST_SHOWN) -> tuple[Complaint, ...]:
        """Give the complaints that fit, best first; nothing typed offers the most urgent."""
        wanted = typed.strip().lower()
        if not wanted:
            return self._complaints[:most]
        ranked = [(rank, one) for one in self._complaints if (rank := one.rank(wanted)) is not None]
        ranked.sort(key=lambda pair: pair[0])
        return tuple(one for _, one in ranked[:most])

    def named(self, word: str) -> Complaint | None:
        """Give the complaint of exactly this word."""
        return next((one for one in self._complaints if one.word == word), None)

    def suggest(self, details: Details) -> tuple[Level | None, str]:
        """Propose a level for the form as it stands, and say why."""
        if details.breathing is Breathing.ABSENT:
            return Level.DYING, f"{_PROMPTS_ARREST} → 1 级"
        found = self.named(details.complaint)
        level = found.level if found is not None else None
        why = [details.complaint, found.reason] if found is not None else []
        if details.consciousness is Consciousness.COMA and (level is None or level > 1):
            return Level.DYING, "昏迷 → 1 级"
        if details.breathing is Breathing.LABOURED and (level is None or level > Level.CRITICAL):
            return Level.CRITICAL, "呼吸费力 → 2 级"
        if level is None:
            return None, ""
        return level, f"{'　'.join(why)} → {level.value} 级"
