from datetime import datetime, timedelta

import pytest

from notifier.channels.fake import FakeChannel
from notifier.outbox import ChannelKind
from notifier.providers.health import (
    GOOD_MINUTES,
    LEAST_BAD,
    WINDOW,
    Minute,
    is_sick,
    may_try,
    minute_of,
)
from notifier.providers.ways import Routes
from tests.support.messages import NOW

SMS = ChannelKind.SMS
BOTH = Routes({SMS: [FakeChannel("twilio"), FakeChannel("kannel")]})


def ago(minutes: float) -> datetime:
    return minute_of(NOW - timedelta(minutes=minutes))


def spread(tries: int, *, slow: int = 0, failed: int = 0) -> list[Minute]:
    """The same over four minutes, of which the last is still going on."""
    return [Minute(ago(n), tries, slow, failed) for n in range(4)]


@pytest.mark.parametrize(
    ("minutes", "sick"),
    [
        (spread(100, slow=14), False),
        (spread(100, slow=15), True),
        (spread(100, failed=24), False),
        (spread(100, failed=25), True),
        (spread(100, slow=10, failed=15), True),
        (spread(100, slow=10, failed=14), False),
        ([], False),
    ],
)
def test_a_provider_is_left_when_too_much_was_slow_or_failed(
    minutes: list[Minute], sick: bool
) -> None:
    assert is_sick(minutes, NOW) is sick


def test_a_single_failure_at_night_is_an_accident() -> None:
    assert not is_sick([Minute(ago(1), 1, 0, 1)], NOW)
    assert not is_sick([Minute(ago(1), LEAST_BAD - 1, 0, LEAST_BAD - 1)], NOW)
    assert is_sick([Minute(ago(1), LEAST_BAD, 0, LEAST_BAD)], NOW)


def test_what_was_before_the_window_does_not_count() -> None:
    before = NOW - WINDOW - timedelta(minutes=1)
    assert not is_sick([Minute(before, 100, 0, 100)], NOW)


def test_a_provider_is_well_again_after_some_minutes_of_good_trials() -> None:
    bad = Minute(ago(12), 50, 0, 50)
    for count in range(GOOD_MINUTES):
        trials = [Minute(ago(8 - n), 1, 0, 0) for n in range(count)]
        assert is_sick([bad, *trials], NOW)
    trials = [Minute(ago(8 - n), 1, 0, 0) for n in range(GOOD_MINUTES)]
    assert not is_sick([bad, *trials], NOW)


def test_a_trial_whose_end_is_not_known_yet_proves_nothing() -> None:
    bad = Minute(ago(12), 50, 0, 50)
    trials = [Minute(ago(n), 1, 0, 0) for n in range(GOOD_MINUTES)]
    assert is_sick([bad, *trials], NOW)


def test_good_minutes_before_do_not_hide_what_goes_wrong_now() -> None:
    good = [Minute(ago(n), 10, 0, 0) for n in range(3, 10)]
    assert is_sick([*good, Minute(ago(0), 60, 0, 60)], NOW)


def test_a_provider_that_is_not_well_gets_one_message_a_minute() -> None:
    assert may_try([Minute(ago(1), 1, 0, 1)], NOW)
    assert not may_try([Minute(ago(0), 1, 0, 0)], NOW)


def test_the_preferred_provider_is_taken_while_it_is_well() -> None:
    assert BOTH.choose(SMS, {}, NOW) == "twilio"


def test_a_message_that_one_did_not_take_goes_to_the_other() -> None:
    assert BOTH.choose(SMS, {}, NOW, failed="twilio") == "kannel"
    assert BOTH.choose(SMS, {}, NOW, failed="kannel") == "twilio"


def test_where_the_preferred_one_is_sick_the_other_gets_all_but_a_trial() -> None:
    sick = [Minute(ago(3), 50, 0, 50)]
    assert BOTH.choose(SMS, {"twilio": sick}, NOW) == "twilio"
    tried = [*sick, Minute(ago(0), 1, 0, 0)]
    assert BOTH.choose(SMS, {"twilio": tried}, NOW) == "kannel"
    assert BOTH.choose(SMS, {"twilio": sick}, NOW, failed="twilio") == "kannel"


def test_a_sick_second_gets_no_trials_while_the_first_is_well() -> None:
    sick = [Minute(ago(3), 50, 0, 50)]
    assert BOTH.choose(SMS, {"kannel": sick}, NOW) == "twilio"
    assert BOTH.choose(SMS, {"kannel": sick}, NOW, failed="twilio") == "kannel"


def test_where_nobody_is_well_messages_go_to_each_in_turn() -> None:
    sick = [Minute(ago(0), 50, 0, 50)]
    lately = {"twilio": sick, "kannel": sick}
    assert BOTH.choose(SMS, lately, NOW) == "twilio"
    assert BOTH.choose(SMS, lately, NOW, failed="twilio") == "kannel"
    assert BOTH.choose(SMS, lately, NOW, failed="kannel") == "twilio"


def test_a_kind_that_nobody_takes_has_no_provider() -> None:
    assert BOTH.choose(ChannelKind.VOICE, {}, NOW) is None
    assert BOTH.channel(ChannelKind.VOICE, "ring") is None


def test_an_only_provider_is_taken_whatever_it_did() -> None:
    one = Routes({SMS: FakeChannel("twilio")})
    sick = [Minute(ago(0), 50, 0, 50)]
    assert one.choose(SMS, {"twilio": sick}, NOW, failed="twilio") == "twilio"


def test_a_provider_of_earlier_times_is_known_no_more() -> None:
    assert BOTH.channel(SMS, "bulk") is None
    first = BOTH.channel(SMS, None)
    assert first is not None
    assert first.provider == "twilio"
