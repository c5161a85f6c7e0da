"""Which way a message may go, and when. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.errors import Refused
from booking.wishes.model import (
    ChannelWish,
    Consent,
    MessageChoice,
    MessageKind,
    Purpose,
    QuietHours,
    Wishes,
)
from booking.wishes.purposes import TEXTS

DAY = 24 * 60

_NEEDS = {MessageKind.NEWS: Purpose.NEWS}
"""Kinds of messages that need a consent."""


def agrees(wishes: Wishes, purpose: Purpose) -> bool:
    """Whether a consent is in force: to the text as it is now, and not withdrawn."""
    return any(holds(one) for one in wishes.consents if one.purpose is purpose)


def holds(consent: Consent) -> bool:
    """Whether this consent is in force."""
    return consent.given and consent.version == TEXTS[consent.purpose].version


def ways(
    wishes: Wishes,
    kind: MessageKind,
    available: frozenset[ChannelWish],
    *,
    needed: bool = False,
) -> frozenset[ChannelWish]:
    """The ways that a message takes, of those there are.

    Where the wished way is not there, another one is better than silence: whoever gave the office
    only a number and wishes for letters would wait in vain.

    Args:
        wishes: the citizen's.
        kind: of the message.
        available: SMS, EMAIL and VOICE as far as there is a recipient and a channel.
        needed: something changes that the citizen relies on, such as the time of a visit. It is
            told even to those who want no messages.
    """
    purpose = _NEEDS.get(kind)
    if purpose is not None and not agrees(wishes, purpose):
        return frozenset()
    wish = wishes.channels.get(kind, ChannelWish.BOTH)
    if wish is ChannelWish.NONE:
        return available if needed else frozenset()
    if wish is ChannelWish.BOTH:
        return available - {ChannelWish.VOICE}
    return frozenset({wish}) if wish in available else available


def gets_sms(wishes: Wishes) -> bool:
    """Whether messages about visits come by SMS, as far as there is a number."""
    wish = wishes.channels.get(MessageKind.VISITS, ChannelWish.BOTH)
    return wish in (ChannelWish.BOTH, ChannelWish.SMS)


def wants_nothing(wishes: Wishes) -> bool:
    """Whether no kind of message is wanted by any way."""
    return all(wishes.channels.get(kind) is ChannelWish.NONE for kind in MessageKind)


def chosen(choice: MessageChoice, *, has_email: bool) -> dict[MessageKind, ChannelWish]:
    """How each kind shall come after a choice about all at once.

    Without an address an e-mail would be no way at all, and another way better than none (`ways`):
    so 'no SMS' is 'nothing' then.

    Args:
        choice: what was said.
        has_email: whether there is an address that messages may go to.
    """
    without = ChannelWish.EMAIL if has_email else ChannelWish.NONE
    ways_of = {
        MessageChoice.SMS: ChannelWish.BOTH,
        MessageChoice.NO_SMS: without,
        MessageChoice.NOTHING: ChannelWish.NONE,
    }
    return dict.fromkeys(MessageKind, ways_of[choice])


def next_allowed(at: datetime, quiet: QuietHours | None, zone: ZoneInfo) -> datetime:
    """The first instant from this one on at which the citizen may be disturbed.

    Args:
        at: an aware instant.
        quiet: the citizen's quiet hours, on the town's wall clock: they follow summer time.
        zone: the town's.
    """
    if quiet is None:
        return at
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    over_night = quiet.ends <= quiet.begins
    late = minute >= quiet.begins
    early = minute < quiet.ends
    if not (late or early if over_night else late and early):
        return at
    day = local.date() + timedelta(days=1 if over_night and late else 0)
    ends = datetime.combine(day, time(quiet.ends // 60, quiet.ends % 60), zone)
    now = at.astimezone(UTC)  # instants of one zone are compared by its wall clock
    if ends.astimezone(UTC) < now:  # the night in October that has this hour twice
        ends = ends.replace(fold=1)
    return max(ends.astimezone(UTC), now).astimezone(at.tzinfo)


def checked_quiet(quiet: QuietHours) -> QuietHours:
    """The quiet hours, if they leave some of the day.

    Raises:
        Refused: they are no times of a day, or the whole day.
    """
    for minute in (quiet.begins, quiet.ends):
        if not 0 <= minute < DAY:
            raise Refused("quiet", "malformed")
    if quiet.begins == quiet.ends:
        raise Refused("quiet", "whole-day")
    return quiet
