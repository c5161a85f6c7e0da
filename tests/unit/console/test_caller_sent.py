"""How a message stands, as an operator says it to whoever asks."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from booking.api import PRAGUE, Language
from notifier.outbox import ChannelKind, Draft, MessageState
from operator_console.caller.sent import stands
from operator_console.messages.names import Names
from operator_console.messages.view import When
from operator_console.words import Words
from tests.support.messages import MOBILE, message

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=PRAGUE)
AT = datetime(2026, 11, 23, 14, 2, tzinfo=PRAGUE)
WORDS = Words()


@pytest.mark.parametrize(
    ("state", "reason", "more", "said"),
    [
        (MessageState.DELIVERED, None, {}, "doručeno 14:02"),
        (
            MessageState.DELIVERED,
            "not-confirmed",
            {"channel": ChannelKind.VOICE},
            "doručeno 14:02 (vyslechnuto bez potvrzení)",
        ),
        (MessageState.SENT, None, {}, "odesláno 14:02, doručení nepotvrzeno"),
        (MessageState.SENT, None, {"channel": ChannelKind.TASK}, "předáno operátorům 14:02"),
        (MessageState.SENDING, None, {}, "čeká na odeslání"),
        (MessageState.CREATED, None, {"attempts": 0, "due_at": AT}, "čeká na odeslání"),
        (
            MessageState.CREATED,
            "quiet-hours",
            {"attempts": 0, "due_at": NOW + timedelta(hours=2)},
            "odejde 17:30 (doba klidu)",
        ),
        (
            MessageState.PERMANENT_FAILURE,
            "no-such-number",
            {},
            "nedoručeno: číslo neexistuje",
        ),
        (
            MessageState.TEMPORARY_FAILURE,
            "unreachable",
            {},
            "nedoručeno: telefon je vypnutý nebo mimo dosah",
        ),
        (MessageState.TECHNICAL_FAILURE, "no-answer", {}, "neodesláno: bez odpovědi"),
        (
            MessageState.PERMANENT_FAILURE,
            "opted-out",
            {"attempts": 0},
            "neposláno: příjemce si zprávy nepřeje",
        ),
        (
            MessageState.TECHNICAL_FAILURE,
            "superseded",
            {},
            "už se neposílá: platí novější zpráva",
        ),
    ],
)
def test_each_way_to_stand_is_a_sentence(
    state: MessageState, reason: str | None, more: dict[str, Any], said: str
) -> None:
    draft = Draft(ChannelKind.SMS, "visit_booked", MOBILE, Language.CS, "visit:12", "Objednáno.")
    one = message(draft, state=state, reason=reason, **more)
    names = Names(lambda key, **slots: WORDS.say(Language.CS, key, **slots), WORDS.texts)
    when = When(PRAGUE, NOW.date(), Language.CS)
    assert stands(one, AT, NOW, names, when) == said
