"""What colleagues are told."""

from dataclasses import replace
from datetime import date

from booking.api import (
    ClerkMessageAsked,
    MessageBudgetReached,
)
from notifier.outbox import ChannelKind
from notifier.reactions import react
from tests.support.messages import (
    KNOWN,
    status_changed,
)
from tests.unit.notifier.reactions.told import LIBRARY


def test_a_clerk_is_told_of_number_and_state_and_nothing_of_the_applicant() -> None:
    changed = status_changed(remark="Doložte souhlas.", clerk_email="clerk@lipov.example")
    *_, letter = react(changed, KNOWN, LIBRARY)
    assert (letter.channel, letter.recipient) == (ChannelKind.EMAIL, "clerk@lipov.example")
    assert letter.template == "clerk_application"
    whole = f"{letter.subject} {letter.text} {letter.html}"
    assert changed.reference in whole
    assert f"/clerk/applications/{changed.application_id}" in whole
    assert changed.citizen_name not in whole
    assert "souhlas" not in whole
    came = ClerkMessageAsked(
        changed.application_id,
        changed.reference,
        changed.kind_name,
        changed.state_name,
        "clerk@lipov.example",
    )
    [letter] = react(came, KNOWN, LIBRARY)
    assert "Přidělená žádost" in (letter.subject or "")


def test_administrators_are_told_of_the_budget_in_czech() -> None:
    event = MessageBudgetReached(date(2026, 11, 23), 80, 50_000, ("it@lipov.example", "b@c.cz"))
    drafts = react(event, KNOWN, LIBRARY)
    assert [one.recipient for one in drafts] == ["it@lipov.example", "b@c.cz"]
    assert drafts[0].subject == "Zprávy: 80 % denního rozpočtu"
    assert "500" in drafts[0].text
    [used_up] = react(replace(event, percent=100, tell=("a@b.cz",)), KNOWN, LIBRARY)
    assert "vyčerpán" in (used_up.subject or "")
