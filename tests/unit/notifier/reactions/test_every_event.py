"""What holds for all events."""

import pytest

from booking.api import (
    Language,
    RingRequested,
)
from notifier.outbox import ChannelKind
from notifier.reactions import react
from notifier.reactions.react import REACTIONS
from notifier.templates.gsm import size
from notifier.templates.written import MOST_CHARACTERS
from tests.support.messages import (
    KNOWN,
    every_event,
)
from tests.unit.notifier.reactions.told import LIBRARY


def test_a_request_to_be_rung_asks_for_no_message() -> None:
    assert RingRequested not in REACTIONS


@pytest.mark.parametrize("language", list(Language))
def test_every_event_can_be_told_in_every_language(language: Language) -> None:
    for event in every_event(language):
        drafts = react(event, KNOWN, LIBRARY)
        assert drafts
        for draft in drafts:
            assert draft.language is language
            assert draft.withheld is None
            assert "{" not in draft.text
            assert "None" not in draft.text
            assert "  " not in draft.text
            if draft.channel is ChannelKind.SMS:
                assert size(draft.text).places <= MOST_CHARACTERS
            else:
                assert draft.subject
                assert f'lang="{language.value}"' in (draft.html or "")


@pytest.mark.parametrize("language", list(Language))
def test_no_message_names_anybody(language: Language) -> None:
    for event in every_event(language):
        for draft in react(event, KNOWN, LIBRARY):
            whole = f"{draft.subject}{draft.text}{draft.html}{draft.calendar}"
            assert "Jana" not in whole
            assert "Kov" not in whole
