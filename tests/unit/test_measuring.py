"""The figures of first runs that stand in the benchmarks' page."""

import pytest

from tests.testbed.measuring import first_run


@pytest.mark.parametrize("bench", ["first_path", "fanout", "journal"])
def test_that_a_kept_first_run_is_read_with_its_probe(bench: str) -> None:
    kept = first_run(bench)

    assert kept is not None
    probe, bare = kept
    assert probe > 0
    assert any(name.endswith("_p50_ms") for name in bare) or "p50_ms" in bare


def test_that_a_target_of_nothing_is_not_taken_for_a_first_run() -> None:
    assert first_run("call_storm") is None
