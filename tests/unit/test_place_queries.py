"""The fairness of the queries by which the place search is measured."""

from collections import Counter

import pytest

from tests.testbed.invented_addresses import InventedAddress, invented_addresses
from tests.testbed.place_queries import PlaceQueries
from tests.testbed.spoken_slips import Slip, Slips


@pytest.fixture(scope="module")
def addresses() -> list[InventedAddress]:
    return invented_addresses(20_000)


def test_that_slips_come_in_equal_shares_and_a_third_asks_for_twins(
    addresses: list[InventedAddress],
) -> None:
    queries = PlaceQueries(addresses).garbled(150)

    shares = Counter((query.slip, query.is_twin) for query in queries)

    assert {shares[slip, True] for slip in Slip} == {10}
    assert {shares[slip, False] for slip in Slip} == {20}


def test_that_a_query_without_a_twin_has_one_right_answer(
    addresses: list[InventedAddress],
) -> None:
    queries = PlaceQueries(addresses).garbled(150)

    assert {len(query.right) for query in queries if not query.is_twin} == {1}


def test_that_the_same_addresses_give_the_same_queries(addresses: list[InventedAddress]) -> None:
    assert PlaceQueries(addresses).garbled(30) == PlaceQueries(addresses).garbled(30)


def test_that_no_address_occurs_twice(addresses: list[InventedAddress]) -> None:
    assert len({one.text for one in addresses}) == len(addresses) == 20_000


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("建设路", {"建设路", "建设一路", "建设二路"}),
        ("建设依路", {"建设一路"}),
        ("建设设路", {"建设路"}),
        ("设建路", {"建设路"}),
        ("建设", {"建设路"}),
        ("解放路", set[str]()),
    ],
)
def test_that_a_slip_is_traced_to_every_name_it_may_have_meant(heard: str, meant: set[str]) -> None:
    assert Slips({"建设路", "建设一路", "建设二路"}).origins(heard) == meant
