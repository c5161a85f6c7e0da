"""A question by number and code: counted before it is looked at, as a PIN is."""

from __future__ import annotations

from booking.agreements import counts
from booking.agreements.rules import TRIES, minutes
from booking.applications import store
from booking.applications.changing import found
from booking.applications.receipts import (
    Receipt,
    ReceiptCheck,
    ReceiptLocked,
    StatusTold,
    WrongCode,
    fresh_code,
    is_code,
)
from booking.ground.secrets import Secret
from booking.ground.transaction import Transaction


def check(
    tx: Transaction, number: int, year: int, code: Secret, subjects: tuple[str, ...]
) -> ReceiptCheck:
    """See `Applications.by_receipt`."""
    counts.lock(tx, subjects)
    counts.forget_old(tx)
    so_far = {subject: counts.of(tx, subject) for subject in subjects}
    left = [left for one in so_far.values() if (left := one.lock_left(tx.now)) is not None]
    if left:
        return ReceiptLocked(minutes(max(left)))
    for application_id, kept in store.receipt_codes(tx, number, year).items():
        if is_code(code, kept):
            counts.forget(tx, subjects[0])
            tx.audit("caller", "status-told-by-receipt", f"application:{application_id}")
            return StatusTold(found(tx, application_id))
    tried = {subject: one.with_try(tx.now) for subject, one in so_far.items()}
    for subject, count in tried.items():
        counts.put(tx, subject, count)
    ends = [one.locked_until for one in tried.values() if one.locked_until is not None]
    if ends:
        return ReceiptLocked(minutes(max(ends) - tx.now))
    return WrongCode(min(TRIES - one.failures for one in tried.values()))


def receipt(tx: Transaction, application_id: int, by: str) -> Receipt:
    """See `Applications.receipt`."""
    made = kept(tx, application_id)
    tx.audit(by, "receipt-printed", f"application:{application_id}")
    return made


def kept(tx: Transaction, application_id: int) -> Receipt:
    """The receipt of an application; one without a code gets one.

    Raises:
        NotFound: there is no such application.
    """
    one = found(tx, application_id)
    tx.lock(f"application-number/{one.year}")
    codes = store.receipt_codes(tx, one.number, one.year)
    code = codes.get(application_id)
    if code is None:
        code = fresh_code(codes.values())
        store.set_receipt_code(tx, application_id, code)
    return Receipt(one, code)
