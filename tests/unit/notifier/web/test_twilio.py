"""What Twilio's call-backs say, and who has sent them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from booking.api import Secret
from notifier.hearing.heard import Unreadable
from notifier.outbox.said import Fault, Said
from notifier.web import twilio
from notifier.web.twilio import REPEAT, STATUS, Signatures

PUBLIC = "https://urad.example/linka"
TOKEN = "token-of-the-test"
SID = "SM" + "1" * 32
RECEIPT = [("MessageSid", SID), ("MessageStatus", "delivered"), ("ErrorCode", "")]

_TEXTS = st.text(st.characters(codec="utf-8"))
_FIELDS = st.lists(st.tuples(_TEXTS, _TEXTS), max_size=12)
_KNOWN = st.sampled_from(["MessageSid", "MessageStatus", "ErrorCode", "From", "To", "Body"])


def signature(address: str, fields: list[tuple[str, str]], token: str = TOKEN) -> str:
    made: str = RequestValidator(token).compute_signature(address, dict(fields))
    return made


def are_right(given: str, fields: list[tuple[str, str]], query: str = "message=12") -> bool:
    return Signatures(PUBLIC, [Secret(TOKEN)]).are_right(STATUS, query, fields, given)


def test_what_twilio_signs_is_right() -> None:
    assert are_right(signature(f"{PUBLIC}{STATUS}?message=12", RECEIPT), RECEIPT)


def test_it_is_right_also_where_twilio_signs_what_it_keeps_of_the_address() -> None:
    assert are_right(signature(f"{PUBLIC}{STATUS}?message=12{REPEAT}", RECEIPT), RECEIPT)


def test_two_tokens_are_right_while_one_is_being_changed() -> None:
    both = Signatures(PUBLIC, [Secret("new"), Secret(""), Secret(TOKEN)])
    for token, expected in (("new", True), (TOKEN, True), ("", False), ("older", False)):
        given = signature(f"{PUBLIC}{STATUS}", RECEIPT, token)
        assert both.are_right(STATUS, "", RECEIPT, given) is expected


@pytest.mark.parametrize(
    "address",
    [
        f"http://127.0.0.1:8073{STATUS}?message=12",
        f"https://evil.example{STATUS}?message=12",
        f"{PUBLIC}{STATUS}?message=13",
        f"{PUBLIC}{STATUS}",
        f"{PUBLIC}/twilio/inbound?message=12",
    ],
)
def test_another_address_is_wrong(address: str) -> None:
    assert not are_right(signature(address, RECEIPT), RECEIPT)


def test_changed_added_and_missing_fields_are_wrong() -> None:
    given = signature(f"{PUBLIC}{STATUS}?message=12", RECEIPT)

    assert not are_right(given, [*RECEIPT[:1], ("MessageStatus", "failed"), *RECEIPT[2:]])
    assert not are_right(given, [*RECEIPT, ("ErrorCode", "30006")])
    assert not are_right(given, RECEIPT[:1])


@given(_TEXTS, _FIELDS, st.text(st.characters(max_codepoint=255)))
def test_no_signature_is_right_by_chance(
    given: str, fields: list[tuple[str, str]], query: str
) -> None:
    assert not are_right(given, fields, query)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("accepted", Said.ACCEPTED),
        ("queued", Said.ACCEPTED),
        ("sending", Said.ACCEPTED),
        ("sent", Said.SENT),
        ("delivered", Said.DELIVERED),
        ("read", Said.DELIVERED),
        ("undelivered", Said.UNDELIVERED),
        ("failed", Said.FAILED),
        ("partially_delivered", Said.UNKNOWN),
    ],
)
def test_twilios_words_become_ours(word: str, said: Said) -> None:
    heard = twilio.receipt([("MessageSid", SID), ("MessageStatus", word)], "12")

    assert (heard.said, heard.word, heard.reference, heard.message_id) == (said, word, SID, 12)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("30003", Fault.UNREACHABLE),
        ("30005", Fault.NO_SUCH_NUMBER),
        ("30006", Fault.LANDLINE),
        ("30007", Fault.FILTERED),
        ("21610", Fault.OPTED_OUT),
        ("21635", Fault.LANDLINE),
        ("39999", "39999"),
        ("+420777123456", "…"),
        ("", ""),
    ],
)
def test_twilios_codes_become_ours_or_stay(code: str, fault: str) -> None:
    lost = [("MessageSid", SID), ("MessageStatus", "undelivered"), ("ErrorCode", code)]

    assert twilio.receipt(lost, None).code == fault


@pytest.mark.parametrize(
    ("word", "code", "kept"),
    [
        ("partially_delivered", "", "partially_delivered"),
        ("blocked", "30999", "blocked:30999"),
        ("a-word-of-very-many-letters", "", "a-word-of-very-many-"),
        ("call +420777123456", "", "…"),
        ("420777123456", "+420777123456", "…:…"),
    ],
)
def test_a_word_that_is_not_known_is_kept_short_and_without_numbers(
    word: str, code: str, kept: str
) -> None:
    odd = [("MessageSid", SID), ("MessageStatus", word), ("ErrorCode", code)]

    heard = twilio.receipt(odd, None)

    assert (heard.said, heard.code) == (Said.UNKNOWN, kept)


@pytest.mark.parametrize("message", [None, "", "x", "0", "-1", "1.5", "٣", "9" * 30, "1\n"])
def test_a_number_that_is_none_of_ours_is_none(message: str | None) -> None:
    assert twilio.receipt(RECEIPT, message).message_id is None


def test_a_citizens_number_is_read_into_its_one_form() -> None:
    fields = [("MessageSid", SID), ("From", "00420777123456"), ("To", "+420844121314")]

    heard = twilio.sms([*fields, ("Body", "STAV\0 123/2026")])

    assert (heard.sender, heard.text) == ("+420777123456", "STAV 123/2026")


@given(st.lists(st.tuples(_KNOWN | _TEXTS, _TEXTS), max_size=12), _TEXTS)
def test_any_signed_form_is_read_or_refused(fields: list[tuple[str, str]], message: str) -> None:
    for read in (lambda: twilio.receipt(fields, message), lambda: twilio.sms(fields)):
        try:
            heard = read()
        except Unreadable:
            continue
        assert 0 < len(heard.reference) <= 200
        assert "\0" not in heard.reference
