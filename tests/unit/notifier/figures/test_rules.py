"""How messages are counted, and which may be tried again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from booking.api import PRAGUE, Language
from notifier.channels.email import EmailChannel
from notifier.channels.kannel import KannelChannel
from notifier.channels.shape import AfterSilence
from notifier.channels.sms import SmsChannel
from notifier.figures import rules
from notifier.figures.model import Fate
from notifier.outbox import ChannelKind, Draft, Message, MessageState
from notifier.outbox.escalation import NO_WAY, OUTCOME_UNKNOWN
from tests.support.messages import MOBILE, NOW, message

S = MessageState


def failed(**other: Any) -> Message:
    draft = Draft(ChannelKind.SMS, "visit_booked", MOBILE, Language.CS, "visit:1", "Text")
    fields: dict[str, Any] = {
        "state": S.TECHNICAL_FAILURE,
        "reason": "no-connection",
        "provider": "twilio",
    }
    return message(draft, **(fields | other))


@pytest.mark.parametrize(
    ("state", "reason", "tried", "fate"),
    [
        (S.CREATED, None, False, Fate.WAITING),
        (S.CREATED, "quiet-hours", False, Fate.WAITING),
        (S.SENDING, None, True, Fate.WAITING),
        (S.PENDING, None, True, Fate.SENT),
        (S.SENT, None, True, Fate.SENT),
        (S.DELIVERED, None, True, Fate.DELIVERED),
        (S.PERMANENT_FAILURE, "landline", True, Fate.PERMANENT),
        (S.PERMANENT_FAILURE, "opted-out", False, Fate.WITHHELD),
        (S.PERMANENT_FAILURE, "trial", False, Fate.WITHHELD),
        (S.PERMANENT_FAILURE, "superseded", False, Fate.DROPPED),
        (S.PERMANENT_FAILURE, "erased", False, Fate.DROPPED),
        (S.TEMPORARY_FAILURE, "no-receipt", True, Fate.TEMPORARY),
        (S.TECHNICAL_FAILURE, "no-connection", True, Fate.TECHNICAL),
        (S.TECHNICAL_FAILURE, NO_WAY, False, Fate.TECHNICAL),
        (S.TECHNICAL_FAILURE, "too-late", False, Fate.TECHNICAL),
        (S.TECHNICAL_FAILURE, "superseded", True, Fate.DROPPED),
        (S.TECHNICAL_FAILURE, "reached", False, Fate.DROPPED),
    ],
)
def test_each_message_is_counted_in_one_place(
    state: MessageState, reason: str | None, *, tried: bool, fate: Fate
) -> None:
    assert rules.fate(state, reason, tried=tried) is fate
    assert state in rules.states_of(fate)


def test_half_and_ninety_five_of_a_hundred_are_values_that_were_measured() -> None:
    found = rules.seconds([float(one) for one in range(100, 0, -1)])
    assert (found.number, found.half, found.most) == (100, 50.0, 95.0)
    assert rules.seconds([3.0, -1.0]).half == 0.0
    assert rules.seconds([]).most is None


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-11-23", 24), ("2026-03-29", 23), ("2026-10-25", 25)]
)
def test_a_day_has_the_hours_that_it_has(day: str, hours: int) -> None:
    one = date.fromisoformat(day)
    span = rules.days(one, one, PRAGUE)
    found = rules.slots(span, PRAGUE)
    assert len(found) == hours
    assert found[0] == span.since
    assert found[-1] + timedelta(hours=1) == span.until


def test_several_days_are_shown_by_days_on_the_towns_clock() -> None:
    span = rules.days(date(2026, 10, 24), date(2026, 10, 26), PRAGUE)
    found = rules.slots(span, PRAGUE)
    assert [one.astimezone(PRAGUE).isoformat() for one in found] == [
        "2026-10-24T00:00:00+02:00",
        "2026-10-25T00:00:00+02:00",
        "2026-10-26T00:00:00+01:00",
    ]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({}, None),
        ({"state": S.SENT}, "state"),
        ({"state": S.PERMANENT_FAILURE, "reason": "landline"}, "state"),
        ({"channel": ChannelKind.VOICE}, "rung"),
        ({"recipient": "erased-12", "text": ""}, "emptied"),
        ({"useful_until": NOW}, "late"),
        ({"useful_until": NOW + timedelta(seconds=1)}, None),
        ({"reason": "superseded"}, "needless"),
        ({"reason": "reached"}, "needless"),
        ({"reason": OUTCOME_UNKNOWN}, "unknown"),
    ],
)
def test_only_what_failed_by_a_fault_and_is_of_use_still_is_tried_again(
    other: dict[str, Any], why: str | None
) -> None:
    assert rules.why_not_again(replace(failed(), **other), NOW) == why


@pytest.mark.parametrize(
    ("other", "state"),
    [
        ({}, S.SENDING),  # Twilio may have it, and is asked
        ({"reference": "SM1"}, S.CREATED),  # it has said that it did not send it
        ({"attempts": 0, "reason": NO_WAY}, S.CREATED),
        ({"provider": "kannel"}, S.CREATED),  # what may be there ends as unknown, never here
        ({"provider": "smtp"}, S.SENDING),
        ({"provider": None}, S.SENDING),
    ],
)
def test_what_a_provider_may_have_is_looked_up_before_it_is_sent_again(
    other: dict[str, Any], state: MessageState
) -> None:
    assert rules.state_to_go_on_from(replace(failed(), **other)) is state


def test_the_providers_that_cannot_be_asked_are_known() -> None:
    kinds = (SmsChannel, KannelChannel, EmailChannel)
    assert {one.provider for one in kinds if one.after_silence is AfterSilence.WAIT} == rules.MUTE


def test_an_instant_of_the_span_is_aware() -> None:
    assert rules.midnight(date(2026, 11, 23), PRAGUE) == datetime(2026, 11, 22, 23, tzinfo=UTC)
