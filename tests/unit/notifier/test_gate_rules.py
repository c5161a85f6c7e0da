"""Whether a message goes now, later or never."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.api import (
    Budget,
    Language,
    MessageSettings,
    Most,
    QuietHours,
    Trial,
    next_allowed,
)
from notifier.consent.model import BlockReason
from notifier.gate.model import Facts
from notifier.gate.rules import LONGEST_WAIT, Town, estimate, judge, judge_all, next_day, price
from notifier.outbox import ChannelKind, Draft, Message, MessageState, Priority
from notifier.outbox.gate import Go, Judgement, Later, Never
from tests.support.messages import ADDRESS, MOBILE
from tests.support.messages import message as message_of

PRAGUE = ZoneInfo("Europe/Prague")
NIGHT = QuietHours(21 * 60, 7 * 60)
PLAIN = MessageSettings(quiet=NIGHT, prices={"twilio": 145, "kannel": 95, "ring": 150})
SMS = ("sms", MOBILE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PRAGUE).astimezone(UTC)


NOON = at("2026-11-23T12:00")
EVENING = at("2026-11-23T22:00")
MORNING = at("2026-11-24T07:00")


def sms(template: str = "application_status", number: int = 1, **other: Any) -> Message:
    draft = Draft(ChannelKind.SMS, template, MOBILE, Language.CS, "visit:1", "text")
    fields: dict[str, Any] = {
        "state": MessageState.CREATED,
        "priority": Priority.USUAL,
        "created_at": NOON,
    }
    return message_of(draft, number, **(fields | other))


def asked(
    message: Message,
    now: datetime,
    settings: MessageSettings = PLAIN,
    facts: Facts | None = None,
) -> Judgement:
    return judge(message, facts or Facts(), Town(settings, PRAGUE), now)


def test_by_day_a_message_goes_at_once() -> None:
    assert asked(sms(), NOON) == Go()


def test_in_the_night_a_status_and_a_reminder_wait_until_the_morning() -> None:
    assert asked(sms(), EVENING) == Later(MORNING, "quiet-hours")
    reminder = sms("visit_reminder", priority=Priority.LATER)
    assert asked(reminder, EVENING) == Later(MORNING, "quiet-hours")


@pytest.mark.parametrize(
    "message",
    [
        sms("visit_booked", priority=Priority.AWAITED),
        sms("contact_code", priority=Priority.AWAITED),
        sms("contact_changed"),
        sms("reply_visit", inbound_id=7),
        sms(channel=ChannelKind.EMAIL, recipient=ADDRESS),
        sms(channel=ChannelKind.TASK),
    ],
    ids=lambda one: f"{one.channel}-{one.template}",
)
def test_what_is_waited_for_and_what_wakes_nobody_goes_in_the_night(message: Message) -> None:
    assert asked(message, EVENING) == Go()


def test_the_machine_rings_nobody_in_the_night_whatever_it_is_about() -> None:
    call = sms("visit_booked", channel=ChannelKind.VOICE, priority=Priority.AWAITED)
    assert asked(call, EVENING) == Later(MORNING, "quiet-hours")


def test_a_change_of_a_visit_early_in_the_morning_is_told_in_the_night() -> None:
    early = sms("visit_moved", useful_until=MORNING + timedelta(minutes=30))
    assert asked(early, EVENING) == Go()
    later = replace(early, useful_until=MORNING + timedelta(hours=2))
    assert asked(later, EVENING) == Later(MORNING, "quiet-hours")


def test_an_offer_that_ends_in_the_night_wakes_nobody_and_goes_to_the_next() -> None:
    offer = sms("slot_offered", useful_until=EVENING + timedelta(hours=2))
    assert asked(offer, EVENING) == Never("too-late")


def test_a_citizens_own_quiet_hours_are_kept_beside_the_towns() -> None:
    nap = Facts(quiet={MOBILE: (QuietHours(11 * 60, 14 * 60), QuietHours(14 * 60, 15 * 60))})
    assert asked(sms(), NOON, facts=nap) == Later(at("2026-11-23T15:00"), "quiet-hours")
    evening = Facts(quiet={MOBILE: (QuietHours(18 * 60, 9 * 60),)})
    assert asked(sms(), EVENING, facts=evening) == Later(at("2026-11-24T09:00"), "quiet-hours")


def test_where_somebody_is_never_to_be_disturbed_the_towns_night_alone_is_kept() -> None:
    never = Facts(quiet={MOBILE: (QuietHours(7 * 60, 21 * 60),)})
    assert asked(sms(), NOON, facts=never) == Go()
    assert asked(sms(), EVENING, facts=never) == Later(MORNING, "quiet-hours")


@pytest.mark.parametrize(
    ("now", "morning", "hours"),
    [("2026-03-28T22:00", "2026-03-29T07:00", 8), ("2026-10-24T22:00", "2026-10-25T07:00", 10)],
)
def test_the_night_ends_by_the_wall_clock_when_the_clocks_change(
    now: str, morning: str, hours: int
) -> None:
    judged = asked(sms(), at(now))
    assert judged == Later(at(morning), "quiet-hours")
    assert at(morning) - at(now) == timedelta(hours=hours)


def test_who_has_had_enough_in_an_hour_gets_the_next_when_there_is_room() -> None:
    settings = replace(PLAIN, limits={"sms": Most(3, 10)})
    times = tuple(NOON - timedelta(minutes=m) for m in (90, 50, 40, 30))
    facts = Facts(sent={SMS: times})
    assert asked(sms(), NOON, settings, facts) == Later(NOON + timedelta(minutes=10), "limit-hour")
    other = sms(recipient="+420601000009")
    assert asked(other, NOON, settings, facts) == Go()


def test_who_has_had_enough_in_a_day_waits_a_day_after_the_first_and_through_the_night() -> None:
    settings = replace(PLAIN, limits={"sms": Most(None, 2)})
    facts = Facts(sent={SMS: (NOON - timedelta(hours=13), NOON - timedelta(hours=2))})
    # a day after 23:00 is 23:00 again
    assert asked(sms(), NOON, settings, facts) == Later(MORNING, "limit-day")


def test_a_limit_ends_what_is_of_no_use_by_then_so_that_the_next_way_is_taken() -> None:
    settings = replace(PLAIN, limits={"sms": Most(1, 10)})
    facts = Facts(sent={SMS: (NOON - timedelta(minutes=10),)})
    code = sms("contact_code", useful_until=NOON + timedelta(minutes=10))
    assert asked(code, NOON, settings, facts) == Never("limit-hour")


def test_what_limits_have_held_for_days_is_given_up() -> None:
    settings = replace(PLAIN, limits={"sms": Most(1, 1)})
    facts = Facts(sent={SMS: (NOON - timedelta(hours=1),)})
    old = sms(created_at=NOON - timedelta(days=1, hours=2))
    assert asked(old, NOON, settings, facts) == Never("limit-day")


def test_of_a_batch_those_before_count_for_those_after() -> None:
    settings = replace(PLAIN, limits={"sms": Most(2, 10)})
    batch = [sms(number=n) for n in range(1, 5)]
    judged = judge_all(batch, Facts(), Town(settings, PRAGUE), NOON)
    assert [judged[n] for n in range(1, 5)] == [
        Go(),
        Go(),
        *[Later(NOON + timedelta(hours=1), "limit-hour")] * 2,
    ]


def test_when_the_budget_is_used_up_the_rest_waits_for_the_next_day_and_the_morning() -> None:
    settings = replace(PLAIN, budget=Budget(1000))
    facts = Facts(spent=900)
    assert asked(sms(), NOON, settings, facts) == Later(MORNING, "budget")
    assert asked(sms(), NOON, settings, Facts(spent=855)) == Go()
    awaited = sms("topic", priority=Priority.AWAITED)
    assert asked(awaited, NOON, settings, facts) == Later(at("2026-11-24T00:00"), "budget")


@pytest.mark.parametrize(
    "message",
    [
        sms("contact_code"),
        sms("visit_booked"),
        sms("visit_moved"),
        sms("visit_cancelled"),
        sms("visit_unplaced", channel=ChannelKind.VOICE),
        sms(channel=ChannelKind.EMAIL, recipient=ADDRESS),
        sms(channel=ChannelKind.TASK),
    ],
    ids=lambda one: f"{one.channel}-{one.template}",
)
def test_codes_visits_and_what_costs_nothing_go_over_the_budget(
    message: Message,
) -> None:
    assert asked(message, NOON, replace(PLAIN, budget=Budget(1000)), Facts(spent=9999)) == Go()


def test_answers_go_until_the_day_has_cost_twice_its_budget() -> None:
    settings = replace(PLAIN, budget=Budget(1000))
    answer = sms("reply_visit", inbound_id=3, priority=Priority.AWAITED)
    assert asked(answer, NOON, settings, Facts(spent=1500)) == Go()
    midnight = at("2026-11-24T00:00")
    assert asked(answer, NOON, settings, Facts(spent=1900)) == Later(midnight, "budget")
    useful = replace(answer, useful_until=NOON + timedelta(hours=12))
    assert asked(useful, NOON, settings, Facts(spent=1900)) == Never("budget")
    assert asked(sms("visit_cancelled"), NOON, settings, Facts(spent=1900)) == Go()


def test_of_a_batch_only_as_much_goes_as_the_budget_has_left() -> None:
    settings = replace(PLAIN, budget=Budget(1000))
    batch = [sms(number=n, segments=2) for n in range(1, 5)]
    judged = judge_all(batch, Facts(spent=500), Town(settings, PRAGUE), NOON)
    assert [type(judged[n]) for n in range(1, 5)] == [Go, Later, Later, Later]


def test_on_trial_only_those_on_the_list_get_anything() -> None:
    settings = replace(PLAIN, trial=Trial(frozenset({MOBILE}), frozenset({ADDRESS.lower()})))
    assert asked(sms(), NOON, settings) == Go()
    mail = sms(channel=ChannelKind.EMAIL, recipient=ADDRESS.upper())
    assert asked(mail, NOON, settings) == Go()
    for message in (
        sms(recipient="+420601000009"),
        sms(recipient="+420601000009", channel=ChannelKind.VOICE),
        sms("contact_code", recipient="+420601000009"),
        sms(channel=ChannelKind.EMAIL, recipient="nobody@example.cz"),
    ):
        assert asked(message, NOON, settings) == Never("trial")


@pytest.mark.parametrize("reason", list(BlockReason))
def test_who_is_not_written_to_gets_nothing(reason: BlockReason) -> None:
    facts = Facts(blocked={SMS: reason})
    assert asked(sms("visit_moved"), NOON, facts=facts) == Never(reason.value)
    assert asked(sms("visit_moved", channel=ChannelKind.VOICE), NOON, facts=facts) == Go()


def test_somebody_opted_out_gets_the_answer_to_what_they_wrote_and_no_code() -> None:
    facts = Facts(blocked={SMS: BlockReason.OPTED_OUT})
    assert asked(sms("reply_stopped", inbound_id=4), NOON, facts=facts) == Go()
    assert asked(sms("contact_code"), NOON, facts=facts) == Never("opted-out")


def test_a_number_that_was_found_dead_can_be_proven_again() -> None:
    facts = Facts(blocked={SMS: BlockReason.INVALID})
    assert asked(sms("contact_code"), NOON, facts=facts) == Go()


def test_a_reminder_of_a_visit_that_was_cancelled_meanwhile_is_dropped() -> None:
    facts = Facts(over=frozenset({1}))
    assert asked(sms("visit_reminder"), NOON, facts=facts) == Never("superseded")


def test_what_it_costs_is_known_when_the_provider_is() -> None:
    message = sms(segments=3)
    assert estimate(message, PLAIN) == 3 * 145
    assert price(replace(message, provider="kannel"), PLAIN) == 3 * 95
    assert price(replace(message, provider="other"), PLAIN) is None


INSTANTS = st.timedeltas(timedelta(), timedelta(days=700)).map(at("2026-01-01").__add__)
MINUTES = st.integers(0, 1439)
QUIET = (
    st.tuples(MINUTES, MINUTES)
    .filter(lambda two: two[0] != two[1])
    .map(lambda two: QuietHours(*two))
)
TEMPLATES = st.sampled_from(
    ["visit_booked", "visit_moved", "contact_code", "slot_offered", "visit_reminder", "topic"]
)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Message, Facts, Town, datetime]:
    now = draw(INSTANTS)
    message = sms(
        draw(TEMPLATES),
        channel=draw(st.sampled_from(list(ChannelKind))),
        priority=draw(st.sampled_from(list(Priority))),
        segments=draw(st.integers(1, 6)),
        inbound_id=draw(st.none() | st.just(3)),
        created_at=now - draw(st.timedeltas(timedelta(), timedelta(days=3))),
        useful_until=draw(
            st.none() | st.timedeltas(timedelta(seconds=1), timedelta(days=9)).map(now.__add__)
        ),
    )
    ago = st.timedeltas(timedelta(), timedelta(days=1)).map(now.__sub__)
    times = tuple(sorted(draw(st.lists(ago, max_size=6))))
    settings = MessageSettings(
        quiet=draw(st.none() | QUIET),
        limits={
            message.channel.value: Most(
                draw(st.none() | st.integers(1, 4)), draw(st.none() | st.integers(1, 5))
            )
        },
        prices={"twilio": 145, "ring": 150},
        budget=draw(st.none() | st.integers(1000, 3000).map(Budget)),
    )
    facts = Facts(
        quiet={MOBILE: tuple(draw(st.lists(QUIET, max_size=2)))},
        sent={(message.channel.value, MOBILE): times},
        spent=draw(st.integers(0, 3000)),
    )
    return message, facts, Town(settings, PRAGUE), now


@given(situations())
def test_what_waits_may_go_when_its_time_has_come(
    situation: tuple[Message, Facts, Town, datetime],
) -> None:
    message, facts, town, now = situation
    judged = judge(message, facts, town, now)
    if not isinstance(judged, Later):
        return
    assert judged.at > now
    then = replace(facts, spent=0) if judged.at >= next_day(now, PRAGUE) else facts
    assert judge(message, then, town, judged.at) == Go()


@given(situations())
def test_every_message_ends_or_is_due_before_it_is_of_no_use(
    situation: tuple[Message, Facts, Town, datetime],
) -> None:
    message, facts, town, now = situation
    for _ in range(20):
        judged = judge(message, facts, town, now)
        if isinstance(judged, Go | Never):
            return
        if message.useful_until is not None:
            assert judged.at < message.useful_until
        # all that waits is held by the same again: somebody else was quicker each time
        now = judged.at
        facts = replace(facts, sent={key: (*times, now) for key, times in facts.sent.items()})
        if judged.reason == "quiet-hours":
            message = replace(message, created_at=message.created_at - timedelta(minutes=1))
    assert now <= message.created_at + LONGEST_WAIT + timedelta(days=1)


@given(situations())
def test_nobody_is_woken_but_by_what_they_wait_for_or_must_not_miss(
    situation: tuple[Message, Facts, Town, datetime],
) -> None:
    message, facts, town, now = situation
    if next_allowed(now, town.settings.quiet, PRAGUE) == now:
        return
    if not isinstance(judge(message, facts, town, now), Go):
        return
    assert message.channel in (ChannelKind.EMAIL, ChannelKind.TASK) or (
        message.channel is ChannelKind.SMS
        and (
            message.priority is Priority.AWAITED
            or message.inbound_id is not None
            or message.template in ("contact_code", "visit_moved")
        )
    )
