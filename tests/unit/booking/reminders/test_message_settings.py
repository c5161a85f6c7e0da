"""A town's `messages.yaml`."""

from datetime import time
from pathlib import Path
from shutil import copytree

import pytest

from booking.api import (
    Budget,
    MessageSettings,
    Most,
    QuietHours,
    ReminderRules,
    ReminderStep,
    TownFileError,
    Trial,
    check_town,
    read_message_settings,
)

LIPOV = Path(__file__).parents[4] / "towns" / "lipov"


def read(folder: Path, text: str) -> MessageSettings:
    (folder / "messages.yaml").write_text(text, "utf-8")
    return read_message_settings(folder)


def test_a_town_that_says_nothing_gets_the_usual(tmp_path: Path) -> None:
    usual = read_message_settings(tmp_path)
    assert usual == MessageSettings(provoked_hour=300) == read(tmp_path, "{}")
    assert usual.quiet == QuietHours(21 * 60, 7 * 60)
    assert usual.reminders.steps == (ReminderStep(1, time(17)),)
    assert usual.budget is None
    assert usual.trial is None
    assert not usual.can_reply


def test_lipov_has_the_usual_reminders_and_night() -> None:
    lipov = read_message_settings(LIPOV)
    assert (lipov.quiet, lipov.reminders) == (MessageSettings().quiet, ReminderRules())
    assert lipov.trial is None


def test_everything_can_be_set(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
quiet: {from: "22:30", until: "06:15"}
reminders:
  steps: [{days_before: 7, at: "09:00"}, {days_before: 1, at: "16:30"}]
  spread_minutes: 0
limits: {sms: {hour: 3, day: null}}
prices: {twilio: 145, ring: 0}
budget: {crowns: 500, warn_at: 75, tell: [it@lipov.example]}
trial: {enabled: true, numbers: ["+420601000001"], addresses: [It@Lipov.example]}
can_reply: true
provoked_hour: 50
""",
    )
    assert found.quiet == QuietHours(22 * 60 + 30, 6 * 60 + 15)
    assert found.reminders == ReminderRules(
        (ReminderStep(7, time(9)), ReminderStep(1, time(16, 30))), spread_minutes=0
    )
    assert found.limits["sms"] == Most(3, None)
    assert found.limits["voice"] == MessageSettings().limits["voice"]
    assert found.budget == Budget(50_000, 75, ("it@lipov.example",))
    assert found.trial == Trial(frozenset({"+420601000001"}), frozenset({"it@lipov.example"}))
    assert found.can_reply
    assert found.provoked_hour == 50


def test_a_town_may_want_no_ceiling(tmp_path: Path) -> None:
    assert read(tmp_path, "provoked_hour: null\n").provoked_hour is None


@pytest.mark.parametrize("wrong", ["0", "9", "-1", "100001", "yes", '"300"', "2.5"])
def test_a_ceiling_that_would_stop_everything_or_is_none_is_refused(
    tmp_path: Path, wrong: str
) -> None:
    with pytest.raises(TownFileError):
        read(tmp_path, f"provoked_hour: {wrong}\n")


def test_a_town_may_want_no_quiet_hours_and_no_reminders(tmp_path: Path) -> None:
    found = read(tmp_path, "quiet: null\nreminders: {steps: []}\n")
    assert found.quiet is None
    assert found.reminders.steps == ()


def test_a_trial_that_is_off_holds_nobody_back(tmp_path: Path) -> None:
    assert read(tmp_path, 'trial: {enabled: false, numbers: ["+420601000001"]}\n').trial is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('quiet: {from: "21:00", until: "21:00"}', "quiet"),
        ('quiet: {from: "25:00", until: "07:00"}', "quiet.from"),
        ("quiet: {from: 21:00, until: 07:00}", "quiet.from"),
        ('reminders: {steps: [{days_before: 0, at: "17:00"}]}', "reminders.steps.0.days_before"),
        (
            'reminders: {steps: [{days_before: 1, at: "9:00"}]}',
            "reminders.steps.0.at",
        ),
        (
            'reminders: {steps: [{days_before: 1, at: "09:00"}, {days_before: 1, at: "17:00"}]}',
            "reminders.steps",
        ),
        ("limits: {sms: {hour: 0, day: 1}}", "limits.sms.hour"),
        ("limits: {fax: {hour: 1, day: 1}}", "limits.fax"),
        ("prices: {twilio: 1.45}", "prices.twilio"),
        ("prices: {Twilio: 145}", "prices.Twilio.[key]"),
        ("prices: {twilio: 1}\nbudget: {crowns: 0}", "budget.crowns"),
        ("prices: {twilio: 1}\nbudget: {crowns: 5, warn_at: 100}", "budget.warn_at"),
        ("prices: {twilio: 1}\nbudget: {crowns: 5, tell: [nobody]}", "budget.tell"),
        ("budget: {crowns: 5}", ""),
        ("trial: {enabled: yes please}", "trial.enabled"),
        ('trial: {enabled: true, numbers: ["601000001"]}', "trial.numbers"),
        ("reply: true", "reply"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(TownFileError) as raised:
        read(tmp_path, text)
    assert raised.value.file == "messages.yaml"
    assert raised.value.place == place


def test_a_planned_town_is_checked_with_its_messages(tmp_path: Path) -> None:
    planned = tmp_path / "town"
    copytree(LIPOV, planned)
    check_town(planned)
    (planned / "messages.yaml").write_text("quiet: always\n", "utf-8")
    with pytest.raises(TownFileError, match=r"messages\.yaml: quiet"):
        check_town(planned)
