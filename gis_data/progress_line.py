"""One line at a terminal that tells how far a long work is."""

from types import TracebackType
from typing import Final, Self, TextIO

_WIDTH: Final = 60


class ProgressLine:
    """Writes over one line at a terminal; elsewhere one line for each part of the work."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._live = out.isatty()
        self._part = ""
        self._steps = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live and self._part:
            self._out.write("\n")

    def show(self, part: str, done: int) -> None:
        """Tell which part of the work is being done, and how many things of it."""
        if part != self._part:
            self._part = part
            self._steps += 1
            if not self._live:
                self._out.write(f"[{self._steps}] {part}…\n")
        if self._live:
            count = f" {done:,}" if done else ""
            line = f"[{'■' * self._steps}{'□' * max(0, 8 - self._steps)}] {part}{count}"
            self._out.write("\r" + line.ljust(_WIDTH))
        self._out.flush()
