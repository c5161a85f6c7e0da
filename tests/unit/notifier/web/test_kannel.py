"""What Kannel's call-backs say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.api import Secret
from notifier.hearing.heard import Unreadable
from notifier.outbox.said import Fault, Said
from notifier.signing import Signer
from notifier.web import kannel
from notifier.web.bodies import query_fields
from notifier.web.links import Links

SIGNER = Signer(Secret("key-of-the-test"))
LINKS = Links("http://127.0.0.1:8073", SIGNER)
DONE = "id:7 sub:001 dlvrd:001 submit date:2611231000 done date:2611231001 stat:DELIVRD err:000"


def fields_of(address: str, **said: str) -> dict[str, bytes]:
    """The query, once Kannel has filled in what it has to say."""
    fields = query_fields(address.partition("?")[2].encode())
    return fields | {name: text.encode() for name, text in said.items()}


def receipt(status: str, said: str = "") -> dict[str, bytes]:
    return fields_of(LINKS.kannel_receipt(12, "linka/12"), status=status, said=said)


def test_the_address_that_we_gave_is_known_again_and_no_other() -> None:
    ours = receipt("1")

    assert kannel.is_receipt_ours(ours, SIGNER)
    for change in ({"message": b"13"}, {"reference": b"x"}, {"mac": b""}, {"mac": ours["mac"][1:]}):
        assert not kannel.is_receipt_ours(ours | change, SIGNER)
    assert not kannel.is_inbound_ours(ours, SIGNER)
    assert kannel.is_inbound_ours(fields_of(LINKS.kannel_inbound()), SIGNER)


@pytest.mark.parametrize(
    ("status", "said", "expected", "code"),
    [
        ("1", DONE, Said.DELIVERED, ""),
        ("8", "ACK/", Said.SENT, ""),
        ("4", "", Said.SENT, ""),
        ("2", "id:7 stat:EXPIRED err:001 text:Vase", Said.UNDELIVERED, Fault.EXPIRED),
        ("2", "id:7 stat:UNDELIV err:001", Said.UNDELIVERED, Fault.UNKNOWN),
        ("2", "id:7 stat:REJECTD", Said.UNDELIVERED, Fault.REFUSED),
        ("16", "NACK/0x0000000b/Invalid Destination Address", Said.FAILED, Fault.NO_SUCH_NUMBER),
        ("16", "NACK/", Said.FAILED, Fault.REFUSED),
        ("32", "", Said.UNKNOWN, "32"),
    ],
)
def test_kannels_words_become_ours(status: str, said: str, expected: Said, code: str) -> None:
    heard = kannel.receipt(receipt(status, said))

    assert (heard.said, heard.code, heard.message_id, heard.reference) == (
        expected,
        code,
        12,
        "linka/12",
    )


def test_all_that_we_understand_is_asked_for() -> None:
    assert kannel.ASKED_FOR == 31


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("UTF-8", "Žádost č. 12".encode()),
        ("", "Žádost č. 12".encode()),
        ("UTF-16BE", "Žádost č. 12".encode("utf-16-be")),
        ("UTF16-BE", "Žádost č. 12".encode("utf-16-be")),
    ],
)
def test_letters_are_read_in_their_alphabet(charset: str, text: bytes) -> None:
    assert kannel.decoded(text, charset) == "Žádost č. 12"


def test_letters_that_kannel_made_shorter_are_read() -> None:
    assert kannel.decoded("Prosím, zrušte".encode("cp1252"), "WINDOWS-1252") == "Prosím, zrušte"


def test_a_citizens_number_is_read_into_its_one_form() -> None:
    fields = {"id": b"1", "from": b"00420777123456", "to": b"844121314", "text": b"STAV"}

    heard = kannel.sms(fields)

    assert (heard.sender, heard.recipient) == ("+420777123456", "+420844121314")


_NAMES = st.sampled_from(["message", "reference", "status", "said", "id", "from", "to", "text"])


@given(st.dictionaries(_NAMES, st.binary(max_size=400)), st.sampled_from([b"", b"UTF-16BE"]))
def test_any_query_is_read_or_refused(fields: dict[str, bytes], charset: bytes) -> None:
    fields = fields | {"charset": charset}
    for read in (kannel.receipt, kannel.sms):
        try:
            heard = read(fields)
        except Unreadable:
            continue
        assert 0 < len(heard.reference) <= 200
