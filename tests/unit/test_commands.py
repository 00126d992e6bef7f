"""What every command must carry, and what a fault in one may not tell."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from dispatch_server.contract.commands.incidents import DraftIncident
from dispatch_server.contract.commands.orders import IssueOrder
from dispatch_server.contract.events import Recorded
from tests.builders import ANI, journal, ringing


def draft(**values: object) -> DraftIncident:
    return DraftIncident.model_validate({"command_id": "c-1", "incident_id": "i-1", **values})


@pytest.mark.parametrize("name", ["command_id", "incident_id"])
@pytest.mark.parametrize("value", ["", "x" * 201])
def test_that_an_id_is_neither_empty_nor_endless(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=name):
        draft(**{name: value})


def test_that_a_desk_names_the_zone_of_its_clock() -> None:
    with pytest.raises(ValidationError, match="device_at"):
        draft(device_at="2026-01-01T08:00:00")

    told = draft(device_at="2026-01-01T08:00:00+08:00")
    assert told.device_at == datetime(2026, 1, 1, tzinfo=UTC)


def test_that_a_faulty_command_does_not_repeat_the_telephone_number() -> None:
    form = {"contact_phone": [ANI], "age": f"{ANI}x"}

    with pytest.raises(ValidationError) as caught:
        IssueOrder.model_validate(
            {"command_id": "c-1", "incident_id": "i-1", "vehicle_id": "v-1", "details": form}
        )

    assert "contact_phone" in str(caught.value)
    assert ANI not in str(caught.value)


def test_that_a_row_that_cannot_be_read_does_not_repeat_the_telephone_number() -> None:
    row = journal(ringing())[0].model_dump(mode="json")
    row["event"]["dialled"] = [ANI]

    with pytest.raises(ValidationError) as caught:
        Recorded.model_validate(row)

    assert ANI not in str(caught.value)
