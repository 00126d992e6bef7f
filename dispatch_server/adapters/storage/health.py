"""Whether the database takes what it is given: one log line when it does not, one when it does."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from dispatch_server.adapters.storage.faults import FAULTS, in_words, is_full, is_of_the_rows
from dispatch_server.ports.storage import StoreFault, StoreUnavailable

log = logging.getLogger(__name__)

AWAY: Final = "数据库没有应答：只能查看，命令暂不执行"
FULL: Final = "数据库所在磁盘已满：只能查看，命令暂不执行，请维护员立即腾出空间"

Told = Callable[[str], None]
"""Told a sentence for the desks, empty when all is well again; it must return at once."""


class Health:
    """Remembers whether the last answer was a failure, and tells once when that changes."""

    def __init__(self) -> None:
        self.sentence = ""
        self._told: list[Told] = []

    def tell(self, told: Told) -> None:
        """Call this whenever the sentence changes."""
        self._told.append(told)

    @contextmanager
    def watched(self, doing: str) -> Iterator[None]:
        """Turn a fault of the database into what services know; log no row's values.

        Raises `StoreUnavailable` for what may pass, `StoreFault` for rows that are refused.
        """
        try:
            yield
        except FAULTS as fault:
            if is_of_the_rows(fault):
                _log_refused(doing, fault)
                raise StoreFault(type(fault).__name__) from None
            self.lost(doing, fault)
            raise StoreUnavailable(type(fault).__name__) from None

    def lost(self, doing: str, fault: BaseException) -> None:
        """Note that the database did not take something."""
        sentence = FULL if is_full(fault) else AWAY
        if sentence == self.sentence:
            log.debug("the database still does not answer; %s: %s", doing, in_words(fault))
            return
        if sentence == FULL:
            log.error("the database has no room left on its disk; %s: %s", doing, in_words(fault))
        else:
            log.warning("the database did not answer; %s: %s", doing, in_words(fault))
        self._say(sentence)

    def well(self) -> None:
        """Note that the database took something."""
        if self.sentence:
            log.warning("the database answers again")
            self._say("")

    def _say(self, sentence: str) -> None:
        self.sentence = sentence
        for told in self._told:
            try:
                told(sentence)
            except Exception:
                log.exception("a listener to the database's health failed")


def _log_refused(doing: str, fault: BaseException) -> None:
    log.error("the database refused rows; %s: %s", doing, in_words(fault))
