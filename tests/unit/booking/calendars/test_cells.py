from hypothesis import given
from hypothesis import strategies as st

from booking.calendars.model import Span
from booking.calendars.rules import cells_from, cells_in, inner_cells, starts, touched_cells

MASKS = st.integers(min_value=0, max_value=2**96 - 1)
GRIDS = st.sampled_from([5, 10, 15, 20, 30, 60])


@st.composite
def spans(draw: st.DrawFn) -> Span:
    opens = draw(st.integers(0, 1439))
    return Span(opens, draw(st.integers(opens + 1, 1440)))


@given(MASKS, st.integers(1, 12))
def test_a_start_has_as_many_free_cells_behind_it_as_are_needed(free: int, length: int) -> None:
    needed = (1 << length) - 1
    found = set(cells_in(starts(free, length)))
    assert found == {n for n in range(97) if (free >> n) & needed == needed}


@given(MASKS)
def test_cells_are_told_in_order_and_none_is_lost(mask: int) -> None:
    cells = list(cells_in(mask))
    assert cells == sorted(set(cells))
    assert sum(1 << cell for cell in cells) == mask


@given(spans(), GRIDS)
def test_cells_within_hours_never_reach_beyond_them(span: Span, grid: int) -> None:
    for cell in cells_in(inner_cells([span], grid)):
        assert span.opens <= cell * grid
        assert (cell + 1) * grid <= span.closes


@given(spans(), GRIDS)
def test_a_break_touches_every_cell_that_it_shares_a_minute_with(span: Span, grid: int) -> None:
    touched = set(cells_in(touched_cells([span], grid)))
    shared = {minute // grid for minute in range(span.opens, span.closes)}
    assert touched == shared


@given(spans(), GRIDS)
def test_what_lies_within_is_touched_too(span: Span, grid: int) -> None:
    assert inner_cells([span], grid) & ~touched_cells([span], grid) == 0


@given(st.lists(spans(), max_size=4), GRIDS)
def test_hours_that_overlap_open_no_cell_twice(many: list[Span], grid: int) -> None:
    together = set(cells_in(inner_cells(many, grid)))
    one_by_one = [set(cells_in(inner_cells([span], grid))) for span in many]
    assert together == set().union(*one_by_one)


@given(st.integers(-2000, 3000), GRIDS)
def test_cells_from_a_minute_on_begin_no_earlier(minute: int, grid: int) -> None:
    day = (1 << (1440 // grid)) - 1
    cells = list(cells_in(day & cells_from(minute, grid)))
    assert cells == [n for n in range(1440 // grid) if n * grid >= minute]
