"""The page that ends messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.api import Language, Secret
from notifier.signing import Signer
from notifier.web.unsubscribe import Page, address_in, language_of, token

SIGNER = Signer(Secret("key-of-the-test"))
PAGE = Page("844121314")


@given(st.none() | st.text(), st.text())
def test_any_wish_for_a_language_gives_one(chosen: str | None, accepted: str) -> None:
    assert language_of(chosen, accepted) in Language


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("done", [False, True])
def test_the_page_is_whole_in_each_language(language: Language, done: bool) -> None:
    drawn = PAGE.drawn(language, "jana@example.cz", done=done)

    assert f'<html lang="{language.value}">' in drawn
    assert drawn.count("<h1>") == 1
    assert ("<button" in drawn) is not done


@given(st.emails())
def test_no_page_shows_a_whole_address(address: str) -> None:
    name, _, _domain = address.partition("@")
    drawn = PAGE.drawn(Language.CS, address)

    assert address not in drawn or len(name) == 1


def test_the_longest_address_fits_into_a_link() -> None:
    address = "ж" * 120 + "@" + "a" * 60 + ".cz"

    assert address_in(token(SIGNER, address), SIGNER) == address
    assert len(token(SIGNER, address)) < 900
