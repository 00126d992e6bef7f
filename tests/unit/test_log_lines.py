"""A line of the log: its form, and what is kept out of it."""

import io
import json
import logging
import warnings
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dispatch_server.adapters.logs import LineFormatter, LogTarget, logs
from dispatch_server.contract.logs.line import LogFact, LogForm, line
from dispatch_server.contract.logs.masking import masked

AT = datetime(2026, 1, 1, 8, 30, 0, 250_000, tzinfo=UTC)
log = logging.getLogger("dispatch_server.tried")


def test_that_a_line_is_one_json_object_with_time_level_logger_message_and_ids() -> None:
    fact = LogFact(
        at=AT, level="WARNING", logger="a.b", message="order o-1 waits", ids={"order_id": "o-1"}
    )

    told = json.loads(line(fact, LogForm.JSON))

    assert told == {
        "time": "2026-01-01T08:30:00.250Z",
        "level": "warning",
        "logger": "a.b",
        "message": "order o-1 waits",
        "ids": {"order_id": "o-1"},
    }


def test_that_a_line_for_people_is_one_line_whatever_a_message_holds() -> None:
    fact = LogFact(at=AT, level="INFO", logger="a.b", message="said\n2026 ERROR all is lost")

    told = line(fact, LogForm.TEXT)

    assert told == "2026-01-01T08:30:00.250Z INFO a.b: said 2026 ERROR all is lost"


@pytest.mark.parametrize(
    "text",
    [
        "主叫10027164053未接",
        "call from 100 2716 4053 lost",
        "call from +86 100-2716-4053 lost",
        "sip:10027164053@10.0.0.1",
        "PJSIP/10027164053-0000001a",
        "ani10027164053",
        "(027) 85851200, again 027-85851200",
        "Call(ani='10027164053', dialled='120')",
    ],
)
def test_that_a_telephone_number_is_masked(text: str) -> None:
    told = masked(text)

    for number in ("2716", "85851200"):
        assert number not in told


@pytest.mark.parametrize(
    "text",
    [
        "Subscriber(name='x', address='示范一路 12 号')",
        '{"address": "示范一路 12 号"}',
        "input_value='示范一路 12 号', input_type=str",
        "scene=Place('示范一路 12 号', (114.3, 30.5))",
    ],
)
def test_that_a_fact_of_a_person_is_masked_by_the_name_of_its_field(text: str) -> None:
    assert "示范一路" not in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "exchange:1763779200.12:arrived was journalled before",
        "print:17:9f86d081884c7d659a2feaa0c55ad015 waits",
        "order 17-1 not printed",
        "the server started 2026-11-22 03:47:09",
        "listening on 127.0.0.1:8120",
        "journal whole: 123456 rows",
    ],
)
def test_that_ids_times_and_counts_stay(text: str) -> None:
    assert masked(text) == text


def test_that_every_library_writes_through_the_same_lines() -> None:
    stream = io.StringIO()

    with logs(LogTarget(), stream=stream):
        for name in ("uvicorn.error", "alembic.runtime.migration", "asyncio"):
            logging.getLogger(name).warning("said of 10027164053")

    rows = [json.loads(row) for row in stream.getvalue().splitlines()]
    assert [row["logger"] for row in rows] == [
        "uvicorn.error",
        "alembic.runtime.migration",
        "asyncio",
    ]
    assert {row["message"] for row in rows} == {"said of ***"}


def test_that_a_personal_field_beside_a_message_is_withheld() -> None:
    stream = io.StringIO()

    with logs(LogTarget(), stream=stream):
        log.info("call %s rang", "1763779200.12", extra={"ani": "10027164053", "seat_id": "s-1"})

    assert json.loads(stream.getvalue())["ids"] == {"ani": "***", "seat_id": "s-1"}


def test_that_a_trace_is_kept_without_what_its_error_says_of_people() -> None:
    stream = io.StringIO()

    with logs(LogTarget(form=LogForm.TEXT), stream=stream):
        try:
            int("no address for 10027164053")
        except ValueError:
            log.exception("order o-1 not printed")

    told = stream.getvalue()
    assert "ValueError: " in told
    assert "2716" not in told
    assert "test_log_lines.py" in told


def test_that_arguments_that_do_not_fit_are_not_told() -> None:
    record = log.makeRecord("a", logging.INFO, "", 0, "%d calls", ("10027164053",), None)

    told = LineFormatter(LogForm.JSON).format(record)

    assert json.loads(told)["message"] == "%d calls (its arguments do not fit)"


def test_that_under_systemd_a_line_carries_its_priority(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOURNAL_STREAM", "8:1")
    stream = io.StringIO()

    with logs(LogTarget(form=LogForm.TEXT), stream=stream):
        log.error("the disk is full")

    assert stream.getvalue().startswith("<3>")


def test_that_the_level_of_the_settings_holds_and_ends_with_them() -> None:
    stream, before = io.StringIO(), logging.getLogger().level

    with logs(LogTarget(level=logging.ERROR), stream=stream):
        log.warning("a printer is away")

    assert stream.getvalue() == ""
    assert logging.getLogger().level == before


def test_that_a_file_is_bounded_and_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "log" / "server.log"

    with logs(LogTarget(file=file, file_bytes=500, files_kept=2)):
        for number in range(30):
            log.info("fact %s", number)

    kept = sorted(path.name for path in file.parent.iterdir())
    assert kept == ["server.log", "server.log.1", "server.log.2"]
    assert all(path.stat().st_size <= 600 for path in file.parent.iterdir())
    assert {path.stat().st_mode & 0o077 for path in file.parent.iterdir()} == {0}


def test_that_a_warning_of_the_interpreter_is_a_line() -> None:
    stream = io.StringIO()

    with warnings.catch_warnings(), logs(LogTarget(), stream=stream):
        warnings.simplefilter("always")
        warnings.warn("old", DeprecationWarning, stacklevel=1)

    assert json.loads(stream.getvalue())["logger"] == "py.warnings"
