"""Messages of several events, put into the outbox at once: each as if it had come alone."""

from dataclasses import replace

import pytest

from booking.api import Database, Language, VisitBooked
from notifier.outbox import ChannelKind, Draft, Message, Outbox, Patience, recent
from notifier.outbox.service import trace_of
from tests.support.messages import MOBILE, visit

LIVE, ENDED = ["created"], ["created", "technical-failure"]


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database, "one", Patience())


def draft(template: str, about: str = "visit:1") -> Draft:
    return Draft(ChannelKind.SMS, template, MOBILE, Language.CS, about, template)


async def events(database: Database, many: int) -> list[int]:
    happened = visit(VisitBooked)
    return await database.write(lambda tx: [tx.append(happened) for _ in range(many)])


async def put(database: Database, outbox: Outbox, numbers: list[int], *drafts: Draft) -> None:
    wanted = list(zip(numbers, drafts, strict=True))
    await database.write(lambda tx: outbox.put_all(tx, wanted))


async def told(database: Database) -> list[tuple[str, list[str]]]:
    """Each message in the order in which they were put, with the states that it came into."""
    found: list[Message] = (await recent(database))[::-1]
    return [
        (one.template, [status.state.value for status in await trace_of(database, one.id)])
        for one in found
    ]


async def test_each_is_in_the_trace_once(database: Database, outbox: Outbox) -> None:
    numbers = await events(database, 3)
    drafts = [draft("visit_booked", f"visit:{number}") for number in numbers]
    await put(database, outbox, numbers, *drafts)
    await put(database, outbox, numbers, *drafts)  # another worker had the same in hand
    assert await told(database) == [("visit_booked", LIVE)] * 3


async def test_a_later_one_ends_what_it_makes_stale_and_nothing_else(
    database: Database, outbox: Outbox
) -> None:
    drafts = [
        draft("visit_booked"),
        draft("visit_reminder"),
        draft("visit_reminder", "visit:2"),
        draft("visit_cancelled"),
        draft("visit_booked", "visit:3"),
    ]
    await put(database, outbox, await events(database, 5), *drafts)
    assert await told(database) == [
        ("visit_booked", LIVE),
        ("visit_reminder", ENDED),
        ("visit_reminder", LIVE),
        ("visit_cancelled", LIVE),
        ("visit_booked", LIVE),
    ]


async def test_one_that_comes_late_among_others_does_not_undo_what_was_told_since(
    database: Database, outbox: Outbox
) -> None:
    *early, last = await events(database, 4)
    await put(database, outbox, [last], draft("visit_cancelled"))
    late = [
        draft("visit_booked", "visit:2"),
        draft("visit_reminder"),
        draft("visit_reminder", "visit:3"),
    ]
    await put(database, outbox, early, *late)
    assert await told(database) == [
        ("visit_cancelled", LIVE),
        ("visit_booked", LIVE),
        ("visit_reminder", ENDED),
        ("visit_reminder", LIVE),
    ]


async def test_one_that_is_withheld_among_others_says_why(
    database: Database, outbox: Outbox
) -> None:
    withheld = replace(draft("visit_booked", "visit:2"), withheld="no-consent")
    drafts = [draft("visit_booked"), withheld, draft("visit_booked", "visit:3")]
    await put(database, outbox, await events(database, 3), *drafts)
    assert [states for _, states in await told(database)] == [LIVE, ["permanent-failure"], LIVE]
