"""Numbers and addresses are the citizen's once a code that was sent there has come back."""

from __future__ import annotations

from dataclasses import replace

from booking.citizens import store as citizen_store
from booking.citizens.model import Citizen
from booking.errors import NotFound, Refused
from booking.ground.database import Database
from booking.ground.secrets import Secret
from booking.ground.transaction import Transaction
from booking.proofs import following, rules, store
from booking.proofs.model import (
    ContactChanged,
    ContactKind,
    ContactProof,
    ContactProposed,
    NotProven,
    ProofCheck,
    ProofOver,
    Proven,
)


class Proofs:
    """Until the code has come back, the new contact gets the code and nothing else."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def code_is_well_formed(self, code: Secret) -> bool:
        """See `rules.code_is_well_formed`; asks nobody and costs no try."""
        return rules.code_is_well_formed(code)

    async def propose(
        self, citizen_id: int, kind: ContactKind, value: str, *, by: str, key: str | None = None
    ) -> ContactProof:
        """Have a code sent to a contact that shall become the citizen's.

        Whoever calls this is sure who the citizen is: by login and PIN, or by a document.

        Args:
            citizen_id: whose.
            kind: a number or an address.
            value: the number or the address.
            by: a username, or 'citizen' on the telephone.
            key: the command's key.

        Raises:
            NotFound: there is no such citizen.
            Refused: nothing can be sent there ('phone' or 'email': malformed, not-a-mobile), it is
                verified already, or too many codes were asked for in a day ('tries').
        """
        wanted = rules.checked(kind, value)

        def act(tx: Transaction) -> ContactProof:
            number = _propose(tx, citizen_id, kind, wanted, by)
            return _found(tx, number)[0]

        return await self._database.once(key, act, ContactProof)

    async def verify(
        self, proof_id: int, code: Secret, *, by: str, key: str | None = None
    ) -> ProofCheck:
        """Check the code; the contact is the citizen's and verified if it is right.

        What is still to be told of their visits and places on the waiting list goes there, too.

        Each try is counted in the transaction that checks it, under a lock, so that tries at the
        same moment cannot pass each other.

        Args:
            proof_id: what `propose` gave.
            code: six digits; an incomplete one should not come here, for it would cost a try.
            by: who keyed it.
            key: the command's key.

        Raises:
            NotFound: there is no such proof.
        """
        return await self._database.write(
            lambda tx: tx.once(key, lambda: _verify(tx, proof_id, code, by), ProofCheck)
        )

    async def open_of(self, citizen_id: int) -> list[ContactProof]:
        """What this citizen has still to prove."""
        return await self._database.read(lambda tx: store.open_of(tx, citizen_id))

    async def code(self, proof_id: int) -> Secret | None:
        """The code, for the moment in which its message is sent; None once it is over."""

        def look(tx: Transaction) -> Secret | None:
            known = store.find(tx, proof_id)
            if known is None or known[1] is None:
                return None
            proof, seed = known
            return rules.code_of(seed or "", proof.id, proof.value)

        return await self._database.read(look)


def _propose(tx: Transaction, citizen_id: int, kind: ContactKind, value: str, by: str) -> int:
    tx.lock(f"contact-proofs/{citizen_id}", f"contact-value/{value}")
    citizen = _citizen(tx, citizen_id)
    verified = citizen.reachable_phone if kind is ContactKind.PHONE else citizen.reachable_email
    if value == verified:
        raise Refused(kind.value, "verified")
    since = tx.now - rules.COUNTED_OVER
    if (
        store.asked_since(tx, since, citizen_id=citizen_id) >= rules.MOST_FOR_CITIZEN
        or store.asked_since(tx, since, value=value) >= rules.MOST_TO_CONTACT
    ):
        raise Refused("tries", "too-many")
    number = store.add(tx, citizen_id, kind, value, by=by)
    proof, _ = _found(tx, number)
    tx.append(
        ContactProposed(
            proof_id=number,
            citizen_id=citizen_id,
            language=citizen.language,
            phone=value if kind is ContactKind.PHONE else None,
            email=value if kind is ContactKind.EMAIL else None,
            until=proof.until,
        )
    )
    who = _who(by, citizen_id)
    tx.audit(who, "contact-proposed", f"citizen:{citizen_id}", contact=kind.value, proof=number)
    return number


def _verify(tx: Transaction, proof_id: int, code: Secret, by: str) -> ProofCheck:
    tx.lock(f"contact-proof/{proof_id}")
    proof, seed = _found(tx, proof_id)
    if seed is None:
        return ProofOver()
    who, about = _who(by, proof.citizen_id), f"citizen:{proof.citizen_id}"
    if not rules.is_right(code, seed, proof.id, proof.value):
        left = store.count_try(tx, proof)
        tx.audit(who, "contact-code-refused", about, contact=proof.kind.value, tries_left=left)
        return NotProven(left) if left else ProofOver()
    following.lock(tx)
    before = _citizen(tx, proof.citizen_id)
    store.settle(tx, proof_id)
    after = (
        replace(before, phone=proof.value, phone_verified=True)
        if proof.kind is ContactKind.PHONE
        else replace(before, email=proof.value, email_verified=True)
    )
    following.follow(tx, before, after)
    citizen_store.change(tx, before, after)
    tx.append(_changed(before, proof))
    tx.audit(who, "contact-verified", about, contact=proof.kind.value, proof=proof_id)
    return Proven(proof.citizen_id, proof.value)


def _changed(before: Citizen, proof: ContactProof) -> ContactChanged:
    """Every contact that was verified before hears of it: it may have been somebody else."""
    phones = [one for one in (before.reachable_phone,) if one and one != proof.value]
    emails = [one for one in (before.reachable_email,) if one and one != proof.value]
    return ContactChanged(
        citizen_id=before.id,
        language=before.language,
        contact=proof.kind,
        ending=proof.value[-3:] if proof.kind is ContactKind.PHONE else "",
        phones=tuple(phones),
        emails=tuple(emails),
    )


def _found(tx: Transaction, proof_id: int) -> tuple[ContactProof, str | None]:
    known = store.find(tx, proof_id)
    if known is None:
        raise NotFound("proof", proof_id)
    return known


def _citizen(tx: Transaction, citizen_id: int) -> Citizen:
    citizen = citizen_store.find(tx, citizen_id)
    if citizen is None:
        raise NotFound("citizen", citizen_id)
    return citizen


def _who(by: str, citizen_id: int) -> str:
    return f"citizen:{citizen_id}" if by == "citizen" else by
