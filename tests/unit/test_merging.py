"""Two hands on one form."""

from dataclasses import fields

import pytest

from dispatch_server.contract.details import (
    Breathing,
    Consciousness,
    Details,
    Lift,
    Need,
    Place,
    Sex,
)
from dispatch_server.contract.ids import HospitalId
from dispatch_server.contract.merging import merged
from dispatch_server.contract.states import Level

EMPTY = Details()
FULL = Details(
    scene=Place("示范一路 12 号"),
    meeting_point=Place("东门"),
    floor="3 楼",
    lift=Lift.YES,
    complaint="胸痛",
    level=Level.CRITICAL,
    level_reason="人工",
    patient_count=2,
    sex=Sex.MALE,
    age=58,
    consciousness=Consciousness.AWAKE,
    breathing=Breathing.LABOURED,
    needs=(Need.STRETCHER,),
    contact_phone="10027164053",
    destination=HospitalId("h-1"),
    notes="保安接车",
)


def test_that_the_full_form_leaves_no_field_at_its_default() -> None:
    same = [f.name for f in fields(Details) if getattr(FULL, f.name) == getattr(EMPTY, f.name)]

    assert not same


@pytest.mark.parametrize(("mine", "theirs"), [(FULL, EMPTY), (EMPTY, FULL)])
def test_that_every_field_only_one_hand_changed_is_kept(mine: Details, theirs: Details) -> None:
    assert merged(EMPTY, mine, theirs) == FULL


def test_that_two_hands_on_different_fields_lose_nothing() -> None:
    mine, theirs = Details(notes="有狗"), Details(complaint="跌倒", notes="")

    assert merged(EMPTY, mine, theirs) == Details(notes="有狗", complaint="跌倒")


def test_that_of_two_hands_on_one_field_the_later_command_wins() -> None:
    assert merged(EMPTY, Details(age=60), Details(age=58)).age == 60


def test_that_a_field_that_was_emptied_stays_empty() -> None:
    assert merged(FULL, Details(), FULL) == EMPTY


def test_that_the_reason_goes_with_its_level() -> None:
    theirs = Details(level=Level.URGENT, level_reason="跌倒")

    both = merged(theirs, Details(level=Level.DYING, level_reason="人工"), theirs)

    assert (both.level, both.level_reason) == (Level.DYING, "人工")
