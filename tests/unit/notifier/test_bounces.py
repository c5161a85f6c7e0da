"""Letters that come back, without a server."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.api import Language, Secret
from notifier.bounces.addresses import ReturnAddresses, Returned
from notifier.bounces.reading import Report, report
from notifier.channels.email import message_id
from notifier.outbox import ChannelKind, Draft
from notifier.outbox.said import Fault, Said
from notifier.signing import Signer
from tests.support.messages import ADDRESS, message

OURS = ReturnAddresses("lipov.example", "lipov.example", Signer(Secret("key")))
LETTER = message(
    Draft(ChannelKind.EMAIL, "visit_booked", ADDRESS, Language.CS, "visit:1", "Text"),
    17,
    created_at=datetime(2026, 11, 23, 7, 0, 0, 5, UTC),
)

DSN = """\
From: MAILER-DAEMON@mail.example (Mail Delivery System)
To: bounce-1@lipov.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="XX"

--XX
Content-Type: text/plain

This is the mail system.

--XX
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; jana@example.cz
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 whatever

--XX
Content-Type: message/rfc822

Subject: Objednavka 123456

--XX--
"""


def dsn(action: str = "failed", status: str = "5.1.1") -> bytes:
    return DSN.format(action=action, status=status).encode()


def test_an_address_names_its_letter_and_nobody_else_can_make_one() -> None:
    made = OURS.of(LETTER)
    assert OURS.read(made) == Returned(17, message_id(LETTER, "urad@lipov.example"))
    assert OURS.read(made.upper()) is not None, "servers on the way may change capitals"
    assert OURS.read(made.replace("bounce-17-", "bounce-18-")) is None
    assert OURS.read(made.replace("lipov", "jinde")) is None
    other = ReturnAddresses("lipov.example", "lipov.example", Signer(Secret("another")))
    assert other.read(made) is None


def test_an_address_is_no_longer_than_mail_allows() -> None:
    longest = message(
        Draft(ChannelKind.EMAIL, "t", ADDRESS, Language.CS, "visit:1", "Text"),
        999_999_999_999_999,
        created_at=LETTER.created_at,
    )
    assert OURS.read(OURS.of(longest)) is not None
    assert len(OURS.of(longest).partition("@")[0]) <= 64


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        ("5.1.1", Fault.NO_SUCH_ADDRESS),
        ("5.1.1 (bad destination mailbox address)", Fault.NO_SUCH_ADDRESS),
        ("5.4.4", Fault.NO_SUCH_ADDRESS),
        ("5.2.2", Fault.MAILBOX_FULL),
        ("5.7.1", Fault.REFUSED),
        ("4.4.1", Fault.EXPIRED),
        ("5.9.99", Fault.UNKNOWN),
        ("", Fault.UNKNOWN),
        ("nonsense", Fault.UNKNOWN),
    ],
)
def test_the_status_says_why(status: str, fault: Fault) -> None:
    assert report(dsn(status=status)) == Report(Said.UNDELIVERED, "failed", fault)


def test_a_delay_is_no_news_and_a_delivery_is() -> None:
    assert report(dsn("delayed", "4.4.1")) is None
    assert report(dsn("delivered", "2.0.0")) == Report(Said.DELIVERED, "delivered", "")
    assert report(dsn("relayed", "2.0.0")) == Report(Said.SENT, "relayed", "")


def test_an_out_of_office_note_changes_nothing() -> None:
    note = b"From: jana@example.cz\r\nAuto-Submitted: auto-replied\r\n\r\nJsem na dovolene. 5.1.1"
    assert report(note) is None


@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_without_an_error(raw: bytes) -> None:
    assert report(raw) is None or isinstance(report(raw), Report)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_words_in_a_report_are_read_without_an_error(action: str, status: str) -> None:
    found = report(DSN.format(action=action, status=status).encode("utf-8", "replace"))
    assert found is None or found.said in Said


@given(st.text(max_size=120))
def test_no_text_is_taken_for_an_address_of_ours(address: str) -> None:
    assert OURS.read(address) is None
    assert OURS.read(f"{address}@lipov.example") is None
