"""A wording as a form and as words: what is sent comes back, and what has changed is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.api import Language
from notifier.api import Fault, Flaw, Library, Slip, spare_parts, texts_of
from operator_console.wording import form, view
from operator_console.words import Words

LIBRARY = Library()
WORDS = Words()
BOOKED = LIBRARY.file("visit_booked")


def say(key: str, **slots: object) -> str:
    return WORDS.say(Language.CS, key, **slots)


NAMES = view.Names(say, WORDS.texts)


@pytest.mark.parametrize("name", LIBRARY.names())
def test_a_form_that_nobody_has_touched_is_the_template(name: str) -> None:
    file = LIBRARY.file(name)
    fields = texts_of(file) | {f"{one}.spare": "on" for one in spare_parts(file)}
    assert form.entered(file, fields) == file


def test_empty_parts_are_left_out_and_new_ones_come_last() -> None:
    fields = texts_of(BOOKED) | {
        "sms.cs.1": "  ",
        "sms.cs.9": "Na shledanou.",
        "sms.cs.9.spare": "on",
        "email.cs.facts.9.name": "Více",
        "email.cs.closing.0": "",
    }
    template = form.entered(BOOKED, fields)
    texts = texts_of(template)
    assert (texts["sms.cs.1"], texts["sms.cs.4"]) == ("{{ bring }}", "Na shledanou.")
    assert "sms.cs.4" in spare_parts(template)
    assert texts["email.cs.facts.5.name"] == "Více"
    assert texts["email.cs.facts.5.value"] == ""
    assert "email.cs.closing.1" not in texts


@given(
    st.dictionaries(
        st.one_of(
            st.sampled_from(
                [*texts_of(BOOKED), "sms.cs.10", "sms.cs.999", "sms.cs.-1", "sms.xx.0"]
            ),
            st.text(max_size=20),
        ),
        st.text(max_size=30),
    )
)
def test_whatever_a_form_holds_is_read(fields: dict[str, str]) -> None:
    template = form.entered(BOOKED, fields)
    assert set(template.sms or {}) == set(Language)
    for text in texts_of(template).values():
        assert text == " ".join(text.split())


def test_a_difference_names_its_block_and_shows_words() -> None:
    after = form.entered(BOOKED, texts_of(BOOKED) | {"sms.cs.1": "Váš kód je {{ code }}."})
    (found,) = view.differences(BOOKED, after, say)[:1]
    assert found.block == "SMS, česky"
    changed = [one for one in found.pieces if one[0] != "same"]
    assert ("removed", "Kód objednávky ") in changed
    assert ("added", "Váš kód je ") in changed


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_of_a_difference_give_both_texts(before: str, after: str) -> None:
    pieces = view._pieces(before, after)
    assert "".join(text for what, text in pieces if what != "added") == before
    assert "".join(text for what, text in pieces if what != "removed") == after


@pytest.mark.parametrize("flaw", list(Flaw))
@pytest.mark.parametrize("slip", [None, *Slip])
def test_every_fault_has_words(flaw: Flaw, slip: Slip | None) -> None:
    if flaw is Flaw.GRAMMAR and slip is None:
        return
    (told,) = view.wrongs([Fault("sms.cs.0", flaw, "x", slip)], NAMES, None)
    assert told.text.endswith(".") or told.text.endswith("}")


def test_what_has_no_name_yet_is_shown_by_its_own() -> None:
    assert NAMES.message("of_tomorrow") == "of tomorrow"
    assert NAMES.field("of_tomorrow", is_flag=False) == "of_tomorrow"
    assert NAMES.recipient("of_tomorrow") == ""
    assert NAMES.recipient("reply_of_tomorrow") == "tomu, kdo napsal SMS"
