import pytest

from booking.api import (
    Language,
    Matter,
    Speech,
    VisitCancelled,
    VisitMoved,
    VisitReminderDue,
    from_json,
)
from notifier.outbox import ChannelKind, Draft, Fault, Message
from notifier.outbox.course import shipped
from notifier.outbox.escalation import FINAL, follow_up, next_way, task_note
from notifier.reactions import react
from notifier.templates.library import Library
from tests.support.messages import (
    ADDRESS,
    KNOWN,
    LANDLINE,
    MOBILE,
    START,
    message,
    status_asked,
    status_changed,
    visit,
)

LIBRARY = Library()
SMS, VOICE, TASK = ChannelKind.SMS, ChannelKind.VOICE, ChannelKind.TASK
ALL = (SMS, VOICE, TASK)


def failed(
    channel: ChannelKind = SMS, text: str = "Přesunuto", speech: str | None = "{}"
) -> Message:
    return message(
        Draft(channel, "visit_moved", MOBILE, Language.CS, "visit:12", text, speech=speech)
    )


def moved_by(who: str, phone: str = MOBILE) -> list[Draft]:
    event = visit(
        VisitMoved,
        phone=phone,
        verified=True,
        start_before=START,
        office_before="lidicka",
        by=who,
    )
    return react(event, KNOWN, LIBRARY)


@pytest.mark.parametrize("name", LIBRARY.names())
def test_what_a_template_makes_stale_is_a_template(name: str) -> None:
    assert shipped().supersedes(name) <= set(LIBRARY.names())


def test_a_message_goes_on_from_its_own_way() -> None:
    assert next_way(ALL, failed(SMS), "refused") is VOICE
    assert next_way(ALL, failed(VOICE), "no-answer") is TASK
    assert next_way(ALL, failed(TASK), "refused") is None
    assert next_way((SMS, TASK), failed(SMS), "refused") is TASK


def test_a_letter_has_no_next_way() -> None:
    assert next_way(ALL, failed(ChannelKind.EMAIL), "bounced") is None


@pytest.mark.parametrize("reason", sorted(FINAL))
def test_what_nobody_needs_to_know_any_more_goes_no_further(reason: str) -> None:
    assert next_way(ALL, failed(), reason) is None


def test_who_wants_silence_is_left_to_a_person() -> None:
    assert next_way(ALL, failed(), Fault.OPTED_OUT) is TASK
    assert next_way((SMS, VOICE), failed(), Fault.OPTED_OUT) is None


def test_the_operator_reads_why_and_what_is_to_be_told() -> None:
    assert task_note(failed(), "landline") == "Zavolat: zpráva nedošla (pevná linka). Přesunuto"
    assert "nikdo to nezvedl" in task_note(failed(VOICE), "no-answer")
    assert task_note(failed(VOICE), "no-trunk") == "Zavolat: zpráva nedošla. Přesunuto"
    assert len(task_note(failed(text="x" * 2000), "landline")) == 500


def test_the_next_way_keeps_what_the_machine_says() -> None:
    call = follow_up(failed(), VOICE, "landline")
    assert (call.channel, call.recipient, call.speech) == (VOICE, MOBILE, "{}")


@pytest.mark.parametrize("who", ["caller", "citizen", "citizen:1"])
def test_nobody_is_rung_for_what_they_did_themselves(who: str) -> None:
    assert [draft.speech for draft in moved_by(who)] == [None]


def test_what_the_town_has_moved_can_be_said_without_naming_anybody() -> None:
    for phone in (MOBILE, LANDLINE):
        (draft,) = moved_by("novakova", phone)
        assert from_json(draft.speech or "", Speech) == Speech(Matter.MOVED, 12, START, "lidicka")


def test_what_the_town_has_cancelled_is_rung_about() -> None:
    event = visit(VisitCancelled, verified=True, by="novakova")
    (draft,) = react(event, KNOWN, LIBRARY)
    assert from_json(draft.speech or "", Speech).matter is Matter.CANCELLED
    assert shipped().steps(draft.template) == ALL


def test_a_reminder_can_be_said_and_asks_nobody_to_ring() -> None:
    (draft,) = react(visit(VisitReminderDue, phone=LANDLINE, days_before=1), KNOWN, LIBRARY)
    assert from_json(draft.speech or "", Speech) == Speech(Matter.REMINDER, 12, START, "lidicka")
    assert shipped().steps(draft.template) == (SMS, VOICE)


def test_of_an_application_is_said_only_that_something_has_changed() -> None:
    (draft,) = react(status_changed(phone=LANDLINE, email=None), KNOWN, LIBRARY)
    assert from_json(draft.speech or "", Speech) == Speech(Matter.APPLICATION)
    assert shipped().steps(draft.template) == (SMS, VOICE)


def test_nobody_is_rung_for_what_a_letter_tells_or_what_they_asked_for_in_writing() -> None:
    told = [
        *react(status_changed(email=ADDRESS), KNOWN, LIBRARY),
        *react(visit(VisitReminderDue, email=ADDRESS, days_before=1), KNOWN, LIBRARY),
        *react(status_asked(), KNOWN, LIBRARY),
    ]
    assert len(told) == 5
    assert {draft.speech for draft in told} == {None}
