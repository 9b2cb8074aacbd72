"""How few lines have to move to turn one order into another."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from recommendations.saving import count_moved, kept_in_order

ROWS = st.lists(st.integers(1, 7), unique=True, max_size=7)


def is_in_order(rows: set[int], order: list[int]) -> list[int]:
    return [row for row in order if row in rows]


def longest(old: list[int], new: list[int]) -> int:
    """By trying every subset."""
    both = [row for row in old if row in new]
    return max(
        size
        for size in range(len(both) + 1)
        for rows in combinations(both, size)
        if is_in_order(set(rows), old) == is_in_order(set(rows), new)
    )


@given(ROWS, ROWS)
def test_what_is_kept_stands_in_the_same_order_in_both(old: list[int], new: list[int]) -> None:
    kept = kept_in_order(old, new)
    assert kept <= set(old) & set(new)
    assert is_in_order(kept, old) == is_in_order(kept, new)


@given(ROWS, ROWS)
def test_no_more_could_be_kept(old: list[int], new: list[int]) -> None:
    assert len(kept_in_order(old, new)) == longest(old, new)


@given(st.permutations(range(6)))
def test_nothing_moves_where_the_order_is_the_same(order: list[int]) -> None:
    assert count_moved(order, order) == 0


@given(st.permutations(range(6)), st.integers(0, 5), st.integers(0, 5))
def test_one_that_is_put_elsewhere_is_one_moved(order: list[int], here: int, there: int) -> None:
    new = list(order)
    new.insert(there, new.pop(here))
    assert count_moved(list(order), new) == (0 if new == list(order) else 1)
