"""Which way a message may go, and when."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.ground.clock import PRAGUE
from booking.wishes.model import (
    ChannelWish,
    Consent,
    GivenBy,
    MessageKind,
    Purpose,
    QuietHours,
    Wishes,
)
from booking.wishes.rules import agrees, next_allowed, ways

SMS, EMAIL, NONE, VOICE = ChannelWish.SMS, ChannelWish.EMAIL, ChannelWish.NONE, ChannelWish.VOICE
BOTH = frozenset({SMS, EMAIL})
NIGHT = QuietHours(22 * 60, 7 * 60)


def november(when: tuple[int, int, int]) -> datetime:
    day, hour, minute = when
    return datetime(2026, 11, day, hour, minute, tzinfo=PRAGUE)


def wish(way: ChannelWish) -> Wishes:
    return Wishes({MessageKind.VISITS: way})


def consent(version: int = 1, *, given: bool = True) -> Wishes:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return Wishes(consents=(Consent(Purpose.NEWS, version, given, at, GivenBy.PHONE, "citizen"),))


def test_the_wished_way_is_taken_and_another_where_it_is_missing() -> None:
    assert ways(Wishes(), MessageKind.VISITS, BOTH) == BOTH
    assert ways(wish(EMAIL), MessageKind.VISITS, BOTH) == {EMAIL}
    assert ways(wish(EMAIL), MessageKind.VISITS, frozenset({SMS})) == {SMS}
    assert ways(wish(VOICE), MessageKind.VISITS, frozenset({SMS})) == {SMS}


def test_none_keeps_back_all_but_what_is_needed() -> None:
    assert ways(wish(NONE), MessageKind.VISITS, BOTH) == frozenset()
    assert ways(wish(NONE), MessageKind.VISITS, BOTH, needed=True) == BOTH


def test_news_need_a_consent_to_the_text_as_it_is_now() -> None:
    assert ways(Wishes(), MessageKind.NEWS, BOTH) == frozenset()
    assert ways(consent(), MessageKind.NEWS, BOTH) == BOTH
    assert not agrees(consent(given=False), Purpose.NEWS)
    assert not agrees(consent(version=99), Purpose.NEWS)


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        ((23, 21, 59), (23, 21, 59)),
        ((23, 22, 0), (24, 7, 0)),
        ((24, 3, 30), (24, 7, 0)),
        ((24, 7, 0), (24, 7, 0)),
    ],
)
def test_the_night_ends_at_seven(at: tuple[int, int, int], allowed: tuple[int, int, int]) -> None:
    assert next_allowed(november(at), NIGHT, PRAGUE) == november(allowed)


def test_quiet_hours_follow_summer_time() -> None:
    late = datetime(2026, 3, 28, 22, 30, tzinfo=PRAGUE)
    assert next_allowed(late, NIGHT, PRAGUE).astimezone(UTC) == datetime(2026, 3, 29, 5, tzinfo=UTC)


def test_an_hour_that_comes_twice_ends_the_second_time() -> None:
    at = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 2:10 for the second time
    quiet = QuietHours(22 * 60, 2 * 60 + 30)
    wanted = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert next_allowed(at, quiet, PRAGUE) == wanted
    assert next_allowed(at.astimezone(PRAGUE), quiet, PRAGUE).astimezone(UTC) == wanted


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  the zone is given apart
    st.integers(0, 1439),
    st.integers(0, 1439),
)
def test_what_is_allowed_is_never_earlier_nor_more_than_a_day_later(
    at: datetime, begins: int, ends: int
) -> None:
    if begins == ends:
        return
    allowed = next_allowed(at, QuietHours(begins, ends), PRAGUE)
    assert at <= allowed
    assert (allowed - at).total_seconds() <= 25 * 3600
