"""Intervals of measured shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.measuring.intervals import interval

COUNTS = st.integers(1, 400).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(COUNTS)
def test_the_share_lies_within(counts: tuple[int, int]) -> None:
    """And the interval within 0 and 1, never without width."""
    count, total = counts
    low, high = interval(count, total)
    assert 0 <= low <= count / total <= high <= 1
    assert low < high or total == 1


@pytest.mark.parametrize(("count", "total"), [(30, 40), (1, 20), (39, 40)])
def test_more_rows_narrow_it(count: int, total: int) -> None:
    """The same share of ten times the rows."""
    low, high = interval(count, total)
    nearer_low, nearer_high = interval(10 * count, 10 * total)
    assert nearer_high - nearer_low < (high - low) / 2


def test_known_values() -> None:
    """Wilson's interval where all rows agree: 10 of 10 leave room for nearly three in ten."""
    assert interval(10, 10) == pytest.approx((0.722, 1.0), abs=1e-3)
    assert interval(0, 10) == pytest.approx((0.0, 0.278), abs=1e-3)
    assert interval(50, 100) == pytest.approx((0.40, 0.60), abs=0.015)


@pytest.mark.parametrize(("count", "total"), [(0, 0), (-1, 3), (4, 3)])
def test_no_share_no_interval(count: int, total: int) -> None:
    """A caller's mistake is said."""
    with pytest.raises(ValueError, match="is no share"):
        interval(count, total)
