"""What the exchange says, as facts: read from a recording of a real one."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch_server.adapters.telephony.present import is_live, legs_of, snapshot_of
from dispatch_server.adapters.telephony.protocol import AmiMessage
from dispatch_server.adapters.telephony.translate import Translator, ani_of, phone_of
from dispatch_server.ports.telephony import (
    CallArrived,
    CallHungUp,
    CallOffered,
    CallOfferEnded,
    CallPickedUp,
    CallRef,
    ExchangeFact,
    Heard,
    LiveCall,
    RecordingBegun,
)

RECORDED = Path(__file__).with_name("recorded")
SYSTEM = "dispatch120-1795316"

ANSWERED = CallRef(f"{SYSTEM}575.0")
ABANDONED = CallRef(f"{SYSTEM}576.3")
REJECTED_ONCE = CallRef(f"{SYSTEM}577.6")
RELEASED = CallRef(f"{SYSTEM}578.9")
CUT_OFF = CallRef(f"{SYSTEM}579.14")


def messages() -> Iterator[AmiMessage]:
    """Everything the exchange said."""
    for line in (RECORDED / "ami_events.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)


def answers(name: str) -> list[AmiMessage]:
    """What the exchange answered when asked for its state."""
    found: list[AmiMessage] = json.loads((RECORDED / "ami_answers.json").read_text())[name]
    return found


def everything_heard() -> list[Heard]:
    translator = Translator(trunk="trunk")
    return [heard for message in messages() for heard in translator.facts(message)]


def facts_of(call: CallRef) -> list[ExchangeFact]:
    return [heard.fact for heard in everything_heard() if heard.fact.call == call]


def test_that_an_answered_call_is_told_from_arrival_to_end() -> None:
    assert facts_of(ANSWERED) == [
        CallArrived(ANSWERED, ani="10027164053", dialled="120"),
        RecordingBegun(ANSWERED, file=f"20261122/{ANSWERED}.wav"),
        CallOffered(ANSWERED, phone="6001"),
        CallOffered(ANSWERED, phone="6002"),
        CallPickedUp(ANSWERED, phone="6001"),
        CallOfferEnded(ANSWERED, phone="6002"),
        CallHungUp(ANSWERED, by="caller", cause="16 Normal Clearing"),
    ]


def test_that_a_caller_who_gives_up_ends_every_offer_and_the_call() -> None:
    last = facts_of(ABANDONED)[-3:]

    assert {fact.phone for fact in last if isinstance(fact, CallOfferEnded)} == {"6001", "6002"}
    assert [fact.by for fact in last if isinstance(fact, CallHungUp)] == ["caller"]


def test_that_a_withheld_number_is_none() -> None:
    assert facts_of(ABANDONED)[0] == CallArrived(ABANDONED, ani=None, dialled="120")


def test_that_a_desk_that_rejects_does_not_end_the_call() -> None:
    facts = facts_of(REJECTED_ONCE)

    rejected = facts.index(CallOfferEnded(REJECTED_ONCE, phone="6001"))
    assert facts[rejected + 1] == CallPickedUp(REJECTED_ONCE, phone="6002")


def test_that_a_desk_that_puts_down_has_ended_the_call() -> None:
    assert facts_of(REJECTED_ONCE)[-1] == CallHungUp(
        REJECTED_ONCE, by="desk", cause="16 Normal Clearing"
    )


def test_that_a_call_released_on_request_is_ended_by_the_desk() -> None:
    translator = Translator(trunk="trunk")
    facts: list[ExchangeFact] = []

    for message in messages():
        facts.extend(heard.fact for heard in translator.facts(message))
        if facts and facts[-1] == CallPickedUp(RELEASED, phone="6002"):
            translator.released_by_desk(RELEASED)

    assert CallHungUp(RELEASED, by="desk", cause="16 Normal Clearing") in facts


def test_that_a_call_cut_off_by_a_stopping_exchange_is_ended_by_it() -> None:
    assert facts_of(CUT_OFF)[-1] == CallHungUp(CUT_OFF, by="exchange", cause="16 Normal Clearing")


def test_that_calls_between_desks_are_no_emergency_calls() -> None:
    emergency = {ANSWERED, ABANDONED, REJECTED_ONCE, RELEASED, CUT_OFF}

    assert {heard.fact.call for heard in everything_heard()} == emergency


def test_that_the_number_dialled_is_kept() -> None:
    assert facts_of(REJECTED_ONCE)[0] == CallArrived(
        REJECTED_ONCE, ani="10027164054", dialled="12012345"
    )


def test_that_the_same_happening_has_the_same_key_and_another_has_another() -> None:
    keys = [heard.key for heard in everything_heard()]

    assert keys == [heard.key for heard in everything_heard()]
    assert len(set(keys)) == len(keys)


def test_that_a_call_that_was_there_before_us_is_followed_to_its_end() -> None:
    translator = Translator(trunk="trunk")
    later = [message for message in messages() if message["Event"] == "Hangup"]

    translator.adopt([ANSWERED])
    facts = [heard.fact for message in later for heard in translator.facts(message)]

    assert facts[-1] == CallHungUp(ANSWERED, by="exchange", cause="16 Normal Clearing")


def test_that_nothing_is_remembered_of_calls_that_are_over() -> None:
    translator = Translator(trunk="trunk")

    for message in messages():
        translator.facts(message)

    assert not translator.calls


@pytest.mark.parametrize(
    ("number", "ani"),
    [
        ("10027164053", "10027164053"),
        ("+8610027164053", "+8610027164053"),
        ("<unknown>", None),
        ("anonymous", None),
        ("unavailable", None),
        ("", None),
        ("张三", None),
        ("1" * 40, None),
    ],
)
def test_that_only_a_number_is_a_number(number: str, ani: str | None) -> None:
    assert ani_of(number) == ani


@pytest.mark.parametrize(
    ("channel", "phone"),
    [("PJSIP/6001-0000000a", "6001"), ("PJSIP/trunk-00000000", None), ("Local/6001@x-1;1", None)],
)
def test_that_a_channel_leads_to_a_phone_or_elsewhere(channel: str, phone: str | None) -> None:
    assert phone_of(channel) == phone


def test_that_a_snapshot_tells_a_ringing_call_and_the_phones() -> None:
    snapshot = snapshot_of(answers("ringing"), answers("endpoints"), trunk="trunk")

    assert snapshot.calls == (
        LiveCall(
            call=ANSWERED,
            ani="10027164053",
            dialled="120",
            ringing=("6001", "6002"),
            answered_by=None,
            recording=f"20261122/{ANSWERED}.wav",
        ),
    )
    assert [phone for phone, there in snapshot.phones.items() if there] == ["6001", "6002"]
    assert snapshot.phones["6901"] is False


def test_that_a_snapshot_tells_who_has_the_call() -> None:
    snapshot = snapshot_of(answers("talking"), answers("endpoints"), trunk="trunk")

    assert (snapshot.calls[0].answered_by, snapshot.calls[0].ringing) == ("6001", ())


def test_that_the_legs_of_a_call_are_found() -> None:
    legs = legs_of(answers("ringing"), ANSWERED)

    assert [(leg.phone, leg.ringing, leg.talking) for leg in legs] == [
        ("6001", True, False),
        ("6002", True, False),
    ]
    assert is_live(answers("ringing"), ANSWERED)
    assert not is_live(answers("ringing"), ABANDONED)
