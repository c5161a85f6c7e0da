"""Addresses that carry their own proof."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from booking.api import Secret
from notifier.signing import Signer
from notifier.web.links import Links
from notifier.web.unsubscribe import address_in, token

SIGNER = Signer(Secret("key-of-the-test"))
OTHER = Signer(Secret("another-key"))


def test_a_code_is_right_for_its_parts_and_purpose_only() -> None:
    mac = SIGNER.mac("receipt", "12", "a")

    assert SIGNER.is_right(mac, "receipt", "12", "a")
    assert not SIGNER.is_right(mac, "inbound", "12", "a")
    assert not SIGNER.is_right(mac, "receipt", "1", "2a")
    assert not SIGNER.is_right(mac, "receipt", "12")
    assert not OTHER.is_right(mac, "receipt", "12", "a")


@given(st.text())
def test_no_text_is_taken_for_a_code(text: str) -> None:
    assert not SIGNER.is_right(text, "receipt", "12", "a")


@given(st.emails())
def test_a_token_gives_back_its_address(address: str) -> None:
    assert address_in(token(SIGNER, address), SIGNER) == address
    assert address_in(token(OTHER, address), SIGNER) is None


@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]{0,60}\.[A-Za-z0-9_-]{0,30}", fullmatch=True))
def test_no_text_is_taken_for_a_token(text: str) -> None:
    assert address_in(text, SIGNER) is None


@given(st.emails(), st.data())
def test_a_token_with_one_letter_changed_is_none(address: str, data: st.DataObject) -> None:
    whole = token(SIGNER, address)
    place = data.draw(st.integers(0, len(whole) - 1))
    letter = data.draw(st.sampled_from("AQgw.-_9z").filter(lambda one: one != whole[place]))
    changed = whole[:place] + letter + whole[place + 1 :]

    # the last letter of base64 has bits that say nothing
    assert address_in(changed, SIGNER) in (None, address)


def test_addresses_stay_below_the_public_one() -> None:
    links = Links("https://urad.example/linka", SIGNER)

    for one in (
        links.twilio_status(12),
        links.kannel_receipt(12, "linka.12"),
        links.kannel_inbound(),
        links.unsubscribe("a@b.cz"),
    ):
        assert one.startswith("https://urad.example/linka/")
