"""What happens in a merge, in an open transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from booking.agreements import counts
from booking.agreements import store as agreement_store
from booking.agreements.model import AgreementConcluded, AgreementEnded, EndReason
from booking.catalogue.directory import Directory
from booking.citizens import store as citizen_store
from booking.citizens.model import Citizen
from booking.errors import NotFound, Refused
from booking.ground.transaction import Transaction
from booking.merging import following, store
from booking.merging.model import CitizensMerged, Holdings, MergeUndone

UNDO_FOR = timedelta(days=30)
"""As long as a complaint usually takes; then the record that went is emptied."""

FILLED = ("born", "street", "town", "postcode", "company_number", "phone", "email")


def everybody(tx: Transaction) -> list[Citizen]:
    """All citizens who could be the same as another."""
    return [one for one in citizen_store.all_of(tx) if one.name]


def holdings(tx: Transaction, citizen_id: int) -> Holdings:
    """What hangs on a citizen.

    Raises:
        NotFound: the citizen is not there, or was merged or erased.
    """
    citizen = citizen_store.find_itself(tx, citizen_id)
    if citizen is None or not citizen.name:
        raise NotFound("citizen", citizen_id)
    rows: dict[str, int] = {}
    for where, ids in store.rows_of(tx, citizen_id).items():
        name = where.partition(".")[0]
        rows[name] = rows.get(name, 0) + len(ids)
    agreement = agreement_store.of_citizen(tx, citizen_id)
    return Holdings(citizen, rows, None if agreement is None else agreement.id)


def merge(
    tx: Transaction,
    directory: Directory,
    kept_id: int,
    gone_id: int,
    agreement_id: int | None,
    *,
    by: str,
) -> int:
    """See `Merging.merge`; the merge's number."""
    if kept_id == gone_id:
        raise Refused("citizen", "same")
    following.lock(tx)
    tx.lock("citizens")
    kept, gone = holdings(tx, kept_id), holdings(tx, gone_id)
    if kept.citizen.kind is not gone.citizen.kind:
        raise Refused("kind", "differs")
    ended = _end_one(tx, kept, gone, agreement_id, by)
    moved = store.move(tx, store.rows_of(tx, gone_id), kept_id, of=gone_id)
    moved |= following.follow(tx, directory, kept_id, gone_id)
    _tell_of_login(tx, kept, gone, agreement_id, by)
    filled = _fill(tx, kept.citizen, gone.citizen)
    filled += following.take_over(tx, kept_id, gone_id)
    store.lead(tx, gone_id, kept_id, citizen_store.next_revision(tx))
    number = store.add(
        tx, kept_id, gone_id, moved=moved, filled=filled, ended_agreement=ended, by=by
    )
    tx.append(CitizensMerged(number, kept_id, gone_id))
    tx.audit(by, "citizens-merged", f"citizen:{kept_id}", citizen=gone_id, merge=number)
    return number


def undo(tx: Transaction, merge_id: int, *, by: str) -> None:
    """See `Merging.undo`."""
    following.lock(tx)
    tx.lock("citizens")
    found = store.find(tx, merge_id)
    if found is None:
        raise NotFound("merge", merge_id)
    if found.undone_at is not None:
        raise Refused("merge", "undone")
    if tx.now > found.at + UNDO_FOR:
        raise Refused("merge", "too-late")
    kept = citizen_store.find_itself(tx, found.kept_id)
    gone = citizen_store.find_merged(tx, found.gone_id)
    if kept is None or gone is None or not kept.name or not gone.name:
        raise Refused("merge", "changed")
    rows = following.go_back(tx, dict(found.moved), found.gone_id, of=found.kept_id)
    store.move(tx, rows, found.gone_id, of=found.kept_id)
    fields = following.give_up(tx, found.kept_id, found.gone_id, found.filled)
    _empty_again(tx, kept, gone, fields)
    store.lead(tx, found.gone_id, None, citizen_store.next_revision(tx))
    store.undo(tx, merge_id, by=by)
    tx.append(MergeUndone(merge_id, found.kept_id, found.gone_id))
    about = f"citizen:{found.kept_id}"
    tx.audit(by, "merge-undone", about, citizen=found.gone_id, merge=merge_id)


def _end_one(
    tx: Transaction, kept: Holdings, gone: Holdings, chosen: int | None, by: str
) -> int | None:
    """Where both have an agreement in force, end the one that was not chosen; its number."""
    both = (kept.agreement_id, gone.agreement_id)
    if None in both:
        return None
    if chosen not in both:
        raise Refused("agreement", "choose")
    loser = kept if chosen == gone.agreement_id else gone
    number, citizen = loser.agreement_id or 0, loser.citizen
    agreement_store.end(tx, number, by=by, reason=EndReason.MERGED)
    subject = counts.of_agreement(number)
    counts.lock(tx, [subject])
    counts.forget(tx, subject)
    phones = tuple(one for one in (citizen.reachable_phone,) if one)
    emails = tuple(one for one in (citizen.reachable_email,) if one)
    tx.append(AgreementEnded(number, citizen.id, by, citizen.language, phones, emails))
    tx.audit(by, "agreement-ended", f"agreement:{number}", reason=EndReason.MERGED.value)
    return number


def _tell_of_login(
    tx: Transaction, kept: Holdings, gone: Holdings, chosen: int | None, by: str
) -> None:
    """Where the login of the other record opens this one's matters now, its contacts hear of it.

    Else somebody with an agreement of their own could be merged into anybody, unseen.
    """
    number = gone.agreement_id
    if number is None or (kept.agreement_id is not None and chosen != number):
        return
    one, other = kept.citizen, gone.citizen
    phones = {one.reachable_phone} - {other.reachable_phone, None}
    emails = {one.reachable_email} - {other.reachable_email, None}
    if phones or emails:
        told = (tuple(who for who in known if who) for known in (phones, emails))
        tx.append(AgreementConcluded(number, one.id, by, one.language, *told))


def _fill(tx: Transaction, kept: Citizen, gone: Citizen) -> list[str]:
    """Give the one who stays what it had not; the names of those fields."""
    filled = [
        name for name in FILLED if getattr(kept, name) is None and getattr(gone, name) is not None
    ]
    values: dict[str, Any] = {name: getattr(gone, name) for name in filled}
    after = replace(kept, **values)
    if "phone" in filled:
        after = replace(after, phone_verified=gone.phone_verified)
    if "email" in filled:
        after = replace(after, email_verified=gone.email_verified)
    citizen_store.change(tx, kept, after)
    return filled


def _empty_again(tx: Transaction, kept: Citizen, gone: Citizen, filled: list[str]) -> None:
    """Take back what came from the other, unless it was changed since."""
    back = [name for name in filled if getattr(kept, name) == getattr(gone, name)]
    nothing: dict[str, Any] = dict.fromkeys(back)
    after = replace(kept, **nothing)
    after = replace(
        after,
        phone_verified=after.phone_verified and after.phone is not None,
        email_verified=after.email_verified and after.email is not None,
    )
    citizen_store.change(tx, kept, after)
