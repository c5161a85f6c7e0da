"""Time that an office keeps for some who book until it is released. Pure.

A day of a counter is looked at in stretches of about two hours. Of each stretch every share gets
its part, so that no channel has only early or only late times; every other stretch lies the other
way round, so that a channel's parts of two neighbours touch and leave room for a visit of several
cells. The next counter, and the next day, begins with the other way round. What is whose depends on
the day, the counter's place in its office and its hours only: nobody ever loses a cell again that
was shown to them, but by somebody who books it or by a change of the hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking.calendars.rules import cells_in, instant
from booking.catalogue.alike import Alike
from booking.catalogue.directory import Directory
from booking.catalogue.model import Counter, Share
from booking.visits.model import BookingChannel

_STRETCH = 120
"""Minutes."""

_WHOLE = 100


def shown(
    directory: Directory, alike: Alike, day: date, channel: BookingChannel, now: datetime
) -> int:
    """The open cells that this channel may book now at these counters, side by side."""
    hidden = _hidden(directory, alike.office, day, channel, now)
    if not hidden:
        return alike.open_on(day)
    return alike.laid_out(hidden, day, lambda code: _shown(directory, code, day, hidden))


def shown_at(
    directory: Directory, counter: Counter, day: date, channel: BookingChannel, now: datetime
) -> int:
    """The same at one counter."""
    hidden = _hidden(directory, counter.office, day, channel, now)
    return _shown(directory, counter.code, day, hidden)


def is_kept(share: Share, day: date, local: datetime) -> bool:
    """Whether the share of that day is still kept for its channels; `local` is the wall clock."""
    release = day - timedelta(days=share.days_before)
    return (local.date(), local.hour * 60 + local.minute) < (release, share.until)


def next_release(shares: Iterable[Share], now: datetime, zone: ZoneInfo) -> datetime | None:
    """When the next part of some day is released (UTC); None where nothing is kept for anybody."""
    today = now.astimezone(zone).date()
    moments = (
        instant(day, share.until, zone).astimezone(UTC)
        for share in shares
        for day in (today, today + timedelta(days=1))
    )
    return min((one for one in moments if one > now), default=None)


def parts_of(cells: int, stretch: int, percents: Sequence[int], *, turned: bool) -> list[int]:
    """Deal the cells of a day out.

    Args:
        cells: of one counter on one day.
        stretch: so many cells at a time.
        percents: of each part; they make a hundred.
        turned: the first stretch lies the other way round.

    Returns:
        The cells of each part. Over the day each gets its percentage, but for a cell at most.
    """
    places = list(cells_in(cells))
    owners = _dealt_in_turn(len(places), percents)
    dealt = [0] * len(percents)
    for number, begins in enumerate(range(0, len(places), stretch)):
        mine = places[begins : begins + stretch]
        if (number % 2 == 1) is not turned:
            mine.reverse()
        for place, part in zip(mine, sorted(owners[begins : begins + stretch]), strict=True):
            dealt[part] |= 1 << place
    return dealt


def _dealt_in_turn(count: int, percents: Sequence[int]) -> list[int]:
    """Whose each of so many cells is: one after the other goes to the part that lacks most."""
    given = [0] * len(percents)
    owners = []
    for place in range(1, count + 1):
        lacking = [
            percent * place - _WHOLE * got for percent, got in zip(percents, given, strict=True)
        ]
        part = lacking.index(max(lacking))
        given[part] += 1
        owners.append(part)
    return owners


def _hidden(
    directory: Directory, office: str, day: date, channel: BookingChannel, now: datetime
) -> tuple[int, ...]:
    """Which of the office's shares are kept from this channel now, by their place in its list."""
    shares = directory.shares_of(office)
    if not shares:
        return ()
    local = now.astimezone(directory.zone)
    return tuple(
        number
        for number, share in enumerate(shares)
        if channel.value not in share.channels and is_kept(share, day, local)
    )


def _shown(directory: Directory, code: str, day: date, hidden: tuple[int, ...]) -> int:
    opened = directory.open_cells(code, day)
    if not hidden:
        return opened
    counter = directory.counters[code]
    percents = [share.percent for share in directory.shares_of(counter.office)]
    everybody = _WHOLE - sum(percents)
    turned = bool((directory.place_of(counter) + day.toordinal()) % 2)
    stretch = max(_STRETCH // counter.grid, 1)
    _, *kept = parts_of(opened, stretch, [everybody, *percents], turned=turned)
    for number in hidden:
        opened &= ~kept[number]
    return opened
