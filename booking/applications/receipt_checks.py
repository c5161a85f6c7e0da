"""A question by number and code: counted before it is looked at, as a PIN is."""

from __future__ import annotations

from booking.agreements import counts
from booking.agreements.rules import TRIES, Count, minutes
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
    tried = _tried(tx, so_far)
    for subject, count in tried.items():
        counts.put(tx, subject, count)
    ends = [one.locked_until for one in tried.values() if one.locked_until is not None]
    if ends:
        return ReceiptLocked(minutes(max(ends) - tx.now))
    return WrongCode(min(TRIES - one.failures for one in tried.values()))


def _tried(tx: Transaction, so_far: dict[str, Count]) -> dict[str, Count]:
    """The counts with one more wrong try.

    It counts for who rings. For the number it counts only when it locks them out: else three wrong
    codes would keep whoever has the receipt from asking, from wherever they were keyed. So a number
    is locked after nine, which leaves a guesser from ever other telephones one in ten thousand.
    """
    number, *ringing = so_far
    tried = {subject: so_far[subject].with_try(tx.now) for subject in ringing}
    if not ringing or any(one.locked_until is not None for one in tried.values()):
        tried[number] = so_far[number].with_try(tx.now)
    return tried


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
