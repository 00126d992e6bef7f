"""What a station is asked for by a digit: a reason, or which vehicle."""

from dataclasses import dataclass
from typing import Final

REFUSAL_REASONS: Final = ("车辆故障", "班组不齐", "正在消毒", "道路不通", "其他")
EMPTY_RUN_REASONS: Final = (
    "现场无人",
    "病人已走",
    "他人已送院",
    "拒绝上车",
    "现场处置不送",
    "现场死亡",
    "地址不详",
    "现场退车",
    "其他",
)
"""Proposals of the centre's usual lists; a centre sets its own."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A question with up to nine answers; the digit of an answer is its place."""

    about: str
    title: str
    answers: tuple[str, ...]

    def answer(self, digit: str) -> str | None:
        """Give the answer that a digit stands for, if there is one."""
        place = int(digit) - 1 if digit.isdigit() and digit.isascii() else -1
        return self.answers[place] if 0 <= place < len(self.answers) else None
