"""What happens to agreements at the counter, each in an open transaction."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date

from booking.agreements import counts, store
from booking.agreements.entry import Checked, CounterEntry, Fault, Faulty, check
from booking.agreements.letter import new_login
from booking.agreements.model import (
    Agreement,
    AgreementConcluded,
    AgreementEnded,
    AgreementReset,
    EndReason,
    ShownDocument,
)
from booking.citizens import store as citizen_store
from booking.citizens.model import Citizen, CitizenKind
from booking.errors import NotFound, Refused
from booking.ground.secrets import Secret
from booking.ground.transaction import Transaction
from booking.language.likeness import folded
from booking.proofs import following


def conclude(tx: Transaction, entry: CounterEntry, *, by: str, today: date) -> int:
    """Conclude an agreement as it was written down; its number.

    Raises:
        NotFound: there is no such citizen.
        Faulty: something will not do.
    """
    following.lock(tx)  # before the citizens: a new number takes their place on the list with it
    tx.lock("citizens")  # nobody is taken down twice, and nobody concludes twice
    known = None if entry.citizen_id is None else _citizen(tx, entry.citizen_id)
    if known is not None and store.of_citizen(tx, known.id) is not None:
        raise Faulty([Fault("citizen", "in-force", known.id)])
    checked = check(entry, known, today)
    _refuse_namesakes(tx, entry, checked.citizen)
    citizen = _kept(tx, known, checked.citizen, by)
    number = store.add(
        tx, citizen.id, _unused_login(tx), by=by, shown=checked.shown, acting=checked.acting
    )
    phones, emails = reachable(known, citizen)
    tx.append(AgreementConcluded(number, citizen.id, by, citizen.language, phones, emails))
    _audit_conclusion(tx, number, citizen, checked, by)
    return number


def adopt(tx: Transaction, citizen_id: int, login: Secret, pin_hash: str, *, by: str) -> Agreement:
    """Take over an agreement that a town already has, login and PIN and all; nobody is told.

    Raises:
        NotFound: there is no such citizen.
        Refused: the citizen has an agreement, or the login was given out before.
    """
    tx.lock("citizens")
    _citizen(tx, citizen_id)
    if store.of_citizen(tx, citizen_id) is not None:
        raise Refused("citizen", "there is an agreement in force")
    if store.has_login(tx, login):
        raise Refused("login", "it was given out before")
    number = store.add(tx, citizen_id, login, by=by, pin_hash=pin_hash)
    tx.append(AgreementConcluded(number, citizen_id, by))
    tx.audit(by, "agreement-concluded", f"agreement:{number}", citizen=citizen_id)
    return found(tx, number)


def hand_out(
    tx: Transaction, agreement_id: int, *, pin_hash: str, password_hash: str, by: str
) -> None:
    """Put a letter's PIN and password in force.

    Raises:
        Refused: no letter is due: it was printed, or the agreement is over.
    """
    if not store.hand_out(tx, agreement_id, pin_hash=pin_hash, password_hash=password_hash, by=by):
        raise Refused("letter", "printed")
    tx.audit(by, "letter-printed", f"agreement:{agreement_id}")


def reset(tx: Transaction, agreement_id: int, shown: ShownDocument, *, by: str) -> None:
    """Make PIN and password void; lift the lock that wrong PINs have brought.

    The citizen's own verified number is forgiven what it did wrong at this agreement, as after a
    right PIN; what it did wrong at others' stays.

    Raises:
        NotFound: there is no such agreement.
        Refused: it is over.
    """
    agreement, citizen = in_force(tx, agreement_id)
    mine = counts.of_agreement(agreement_id)
    own = citizen.reachable_phone
    numbers = [] if own is None else [counts.of_caller(own)]
    counts.lock(tx, [mine, *numbers])
    slips = counts.of(tx, mine).failures
    for subject in numbers:
        counts.put(tx, subject, counts.of(tx, subject).forgiven(slips))
    counts.forget(tx, mine)
    store.withdraw_secrets(tx, agreement_id, shown)
    phones, emails = reachable(citizen)
    tx.append(AgreementReset(agreement.id, citizen.id, by, citizen.language, phones, emails))
    tx.audit(by, "agreement-reset", f"agreement:{agreement_id}", document=shown.kind.value)


def end(tx: Transaction, agreement_id: int, reason: EndReason, *, by: str) -> None:
    """Let an agreement be over.

    Raises:
        NotFound: there is no such agreement.
        Refused: it is over already.
    """
    agreement, citizen = in_force(tx, agreement_id)
    store.end(tx, agreement_id, by=by, reason=reason)
    counts.forget(tx, counts.of_agreement(agreement_id))
    phones, emails = reachable(citizen)
    if reason is not EndReason.DEATH:  # whoever has the telephone now is told in another way
        tx.append(AgreementEnded(agreement.id, citizen.id, by, citizen.language, phones, emails))
    tx.audit(by, "agreement-ended", f"agreement:{agreement_id}", reason=reason.value)


def found(tx: Transaction, agreement_id: int) -> Agreement:
    """The agreement with this number.

    Raises:
        NotFound: there is none.
    """
    agreement = store.find(tx, agreement_id)
    if agreement is None:
        raise NotFound("agreement", agreement_id)
    return agreement


def in_force(tx: Transaction, agreement_id: int) -> tuple[Agreement, Citizen]:
    """The agreement with this number and its citizen; nobody else changes it meanwhile.

    Raises:
        NotFound: there is none.
        Refused: it is over.
    """
    tx.lock(f"agreement/{agreement_id}")
    agreement = found(tx, agreement_id)
    if not agreement.in_force:
        raise Refused("agreement", "ended")
    return agreement, _citizen(tx, agreement.citizen_id)


def _citizen(tx: Transaction, citizen_id: int) -> Citizen:
    citizen = citizen_store.find(tx, citizen_id)
    if citizen is None:
        raise NotFound("citizen", citizen_id)
    return citizen


def _refuse_namesakes(tx: Transaction, entry: CounterEntry, citizen: Citizen) -> None:
    """Nobody is taken down twice by accident.

    Raises:
        Faulty: another citizen has this name and may have been born that day, and nobody has said
            that it is somebody else; or another company has this number.
    """
    if citizen.kind is CitizenKind.COMPANY:
        other = citizen_store.find_company(tx, citizen.company_number or "")
        if other is not None and other.id != citizen.id:
            raise Faulty([Fault("company_number", "known", other.id)])
        return
    if entry.citizen_id is not None or entry.another:
        return
    name = folded(citizen.name)
    alike = [number for number, one in citizen_store.names(tx).items() if folded(one) == name]
    for other in citizen_store.find_many(tx, alike).values():
        if other.kind is CitizenKind.PERSON and other.born in {None, citizen.born}:
            raise Faulty([Fault("another", "known", other.id)])


def _kept(tx: Transaction, known: Citizen | None, citizen: Citizen, by: str) -> Citizen:
    """Write a new citizen, or what is new of a known one; with the number."""
    if known is None:
        citizen = replace(citizen, code=f"counter-{secrets.token_hex(8)}")
        number = citizen_store.add(tx, citizen)
        tx.audit(by, "citizen-added", f"citizen:{number}")
        return replace(citizen, id=number)
    following.follow(tx, known, citizen)
    if changed := citizen_store.change(tx, known, citizen):
        tx.audit(by, "citizen-changed", f"citizen:{known.id}", fields=", ".join(changed))
    return citizen


def _unused_login(tx: Transaction) -> Secret:
    login = new_login()
    while store.has_login(tx, login):
        login = new_login()
    return login


def reachable(*known: Citizen | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All verified numbers and addresses, each once."""
    people = [one for one in known if one is not None]
    phones = dict.fromkeys(one.reachable_phone for one in people if one.reachable_phone)
    emails = dict.fromkeys(one.reachable_email for one in people if one.reachable_email)
    return tuple(phones), tuple(emails)


def _audit_conclusion(
    tx: Transaction, number: int, citizen: Citizen, checked: Checked, by: str
) -> None:
    tx.audit(
        by,
        "agreement-concluded",
        f"agreement:{number}",
        citizen=citizen.id,
        document=checked.shown.kind.value,
        phone_verified=citizen.phone_verified,
        email_verified=citizen.email_verified,
    )
