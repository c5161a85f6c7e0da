"""Codes of contacts that are to be proven, and their changes."""

from booking.api import (
    Language,
    Secret,
    VisitBooked,
)
from notifier.codes import PLACE, with_code
from notifier.reactions import react
from tests.support.messages import (
    KNOWN,
    contact_events,
    message,
    visit,
)
from tests.unit.notifier.reactions.told import LIBRARY, sms


async def test_a_code_is_in_its_message_only_while_it_is_sent() -> None:
    for event in contact_events(Language.CS)[:2]:
        (draft,) = react(event, KNOWN, LIBRARY)
        kept = message(draft)
        assert PLACE in kept.text

        async def code_of(proof: int) -> Secret:
            return Secret(f"00472{proof}")

        sent = await with_code(kept, code_of)
        assert sent is not None
        assert PLACE not in sent.text + (sent.html or "")
        assert "00472" in sent.text
        assert "00472" not in kept.text + (kept.html or "") + repr(draft)


async def test_a_code_that_is_over_is_not_sent_and_other_messages_are_not_touched() -> None:
    async def over(_: int) -> None:
        return None

    (draft,) = react(contact_events(Language.CS)[0], KNOWN, LIBRARY)
    assert await with_code(message(draft), over) is None
    booked = message(react(visit(VisitBooked), KNOWN, LIBRARY)[0])
    assert await with_code(booked, over) is booked


def test_the_old_number_hears_of_the_new_one_by_its_end_only() -> None:
    (text,) = sms(react(contact_events(Language.CS)[2], KNOWN, LIBRARY))
    assert "321" in text
    assert "777" not in text
