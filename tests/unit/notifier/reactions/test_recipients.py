"""To whom a message may go, and which way they wish."""

from dataclasses import replace

import pytest

from booking.api import (
    ChannelWish,
    MessageKind,
    VisitBooked,
    VisitContactGiven,
    VisitMoved,
    Wishes,
)
from notifier.outbox import ChannelKind, Draft
from notifier.reactions import Knowledge, react
from tests.support.messages import (
    ADDRESS,
    KNOWN,
    LANDLINE,
    START,
    status_changed,
    visit,
)
from tests.unit.notifier.reactions.told import LIBRARY


def test_no_contact_asks_for_no_message() -> None:
    assert react(visit(VisitBooked, phone=None), KNOWN, LIBRARY) == []
    assert react(visit(VisitContactGiven, phone=None), KNOWN, LIBRARY) == []


@pytest.mark.parametrize("phone", [LANDLINE, "+4201", "nonsense"])
def test_a_number_that_no_sms_reaches_leaves_a_trace_only(phone: str) -> None:
    drafts = react(visit(VisitBooked, phone=phone), KNOWN, LIBRARY)
    assert [draft.withheld for draft in drafts] == ["not-a-mobile"]


@pytest.mark.parametrize("email", ["nobody", "a@b\r\nBcc: c@d.example", "@x", "two words@x"])
def test_an_address_that_is_none_leaves_a_trace_only(email: str) -> None:
    drafts = react(visit(VisitBooked, phone=None, email=email), KNOWN, LIBRARY)
    assert [draft.withheld for draft in drafts] == ["no-address"]


def wishing(kind: MessageKind, way: ChannelWish) -> Knowledge:
    return replace(KNOWN, wishes=Wishes({kind: way}))


def ways_of(drafts: list[Draft]) -> set[tuple[ChannelKind, str | None]]:
    return {(draft.channel, draft.withheld) for draft in drafts}


def test_a_confirmation_comes_the_way_that_the_citizen_wishes() -> None:
    event = visit(VisitBooked, email=ADDRESS, verified=True, citizen_id=1)
    by_mail = react(event, wishing(MessageKind.VISITS, ChannelWish.EMAIL), LIBRARY)
    assert ways_of(by_mail) == {(ChannelKind.EMAIL, None)}
    only_phone = visit(VisitBooked, verified=True, citizen_id=1)
    sent = react(only_phone, wishing(MessageKind.VISITS, ChannelWish.EMAIL), LIBRARY)
    assert ways_of(sent) == {(ChannelKind.SMS, None)}


def test_whoever_wants_no_messages_hears_of_changes_only() -> None:
    known = wishing(MessageKind.VISITS, ChannelWish.NONE)
    booked = react(visit(VisitBooked, citizen_id=1), known, LIBRARY)
    assert ways_of(booked) == {(ChannelKind.SMS, "not-wanted")}
    event = visit(VisitMoved, citizen_id=1, start_before=START, office_before="lidicka", by="x")
    assert ways_of(react(event, known, LIBRARY)) == {(ChannelKind.SMS, None)}
    told = react(status_changed(), wishing(MessageKind.APPLICATIONS, ChannelWish.NONE), LIBRARY)
    assert {draft.withheld for draft in told} == {"not-wanted"}
