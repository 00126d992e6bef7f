"""The place search beside the typing: the newest question wins, and nobody waits."""

from collections.abc import Callable
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.viewmodels.place_finder import PlaceFinder
from dispatch_console.viewmodels.place_search import Find, PlaceSearch
from dispatch_console.viewmodels.suggestion import Suggestion
from dispatch_server.contract.details import Place, Point
from gis_data.gazetteer import Gazetteer, never
from tests.builders import SCENE
from tests.console.desk_room import CITY, PLACES


class SlowPlaces(PlaceSearch):
    """Finds what was typed, once it may; keeps the questions and which of them were cancelled."""

    def __init__(self) -> None:
        super().__init__(Gazetteer.of_records([]))
        self.may_answer = Event()
        self.asked: list[str] = []
        self.cancelled: list[str] = []

    def find(
        self,
        typed: str,
        *,
        near: Point | None = None,
        cancelled: Callable[[], bool] = never,
    ) -> tuple[Find, ...]:
        self.asked.append(typed)
        assert self.may_answer.wait(10)
        if cancelled():
            self.cancelled.append(typed)
            return ()
        return (Find(Suggestion(typed), Place(typed)),)


def test_that_only_the_newest_question_is_answered(qtbot: QtBot) -> None:
    places = SlowPlaces()
    finder = PlaceFinder(places)
    answers: list[str] = []
    finder.answered.connect(lambda words, _: answers.append(words))

    for words in ("望", "望星", "望星大", "望星大道"):
        finder.ask(words, near=None)
    places.may_answer.set()
    qtbot.waitUntil(lambda: not finder.is_busy, timeout=5000)

    assert answers == ["望星大道"]
    assert places.asked == ["望", "望星大道"]
    assert places.cancelled == ["望"]


def test_that_a_forgotten_question_is_not_answered(qtbot: QtBot) -> None:
    places = SlowPlaces()
    finder = PlaceFinder(places)

    with qtbot.assertNotEmitted(finder.answered):
        finder.ask("望星", near=None)
        finder.forget()
        places.may_answer.set()
        qtbot.waitUntil(lambda: not finder.is_busy, timeout=5000)


def test_that_a_failing_search_answers_with_nothing(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    places = PlaceSearch(Gazetteer.load(CITY))
    finder = PlaceFinder(places)
    places.find = None  # type: ignore[assignment,method-assign]  # a fault of ours, whatever it is

    with qtbot.waitSignal(finder.answered, timeout=5000) as answered:
        finder.ask("望星", near=None)

    assert answered.args == ["望星", ()]
    assert "the place search failed" in caplog.text


def test_that_a_find_says_its_kind_its_place_and_how_far_it_is() -> None:
    street = PLACES.find("望星大道", near=SCENE)[0].suggestion

    kind, *_, away = street.detail.split("　")
    assert (street.title, kind) == ("望星大道", "道路")
    assert away.endswith(("km", "米"))
