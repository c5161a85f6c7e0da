"""Another PIN or password, chosen by whoever has just proven theirs."""

from __future__ import annotations

from booking.agreements import counter, rules, store
from booking.agreements.checking import PASSWORD, PIN, Kept
from booking.agreements.model import AgreementSecretChanged
from booking.errors import Refused
from booking.ground.database import Database
from booking.ground.secrets import Hashing, Secret
from booking.ground.transaction import Transaction


class Changing:
    """Changes what opens an agreement; the citizen hears of it at every verified contact."""

    _database: Database
    _hashing: Hashing

    async def change_pin(
        self, agreement_id: int, pin: Secret, *, by: str, key: str | None = None
    ) -> None:
        """Put a PIN of the citizen's own in the place of the one before.

        Whoever asks for it has verified the citizen in the same call.

        Args:
            agreement_id: which agreement.
            pin: the new one.
            by: whoever changes it; 'citizen' for themselves.
            key: the command's key.

        Raises:
            NotFound: there is no such agreement.
            Refused: it is over, or its letter was not printed yet ('agreement'); the PIN is not
                complete, would be guessed among the first, or is the one before ('pin').
        """
        await self._change(PIN, agreement_id, pin, by, key)

    async def change_password(
        self, agreement_id: int, password: Secret, *, by: str, key: str | None = None
    ) -> None:
        """The same with the password of the web.

        Args:
            agreement_id: which agreement.
            password: the new one, as it was typed.
            by: whoever changes it; 'citizen' for themselves.
            key: the command's key.

        Raises:
            NotFound: there is no such agreement.
            Refused: as for `change_pin`; the password is too short, too long, or made of the login
                ('password').
        """
        await self._change(PASSWORD, agreement_id, password, by, key)

    async def _change(
        self, kept: Kept, agreement_id: int, given: Secret, by: str, key: str | None
    ) -> None:
        def look(tx: Transaction) -> tuple[Secret, str | None]:
            counter.found(tx, agreement_id)
            return store.login(tx, agreement_id), kept.hash_of(tx, agreement_id)

        login, before = await self._database.read(look)
        if flaw := kept.flaw_of(given, login):
            raise Refused(kept.name, flaw)
        hashing = self._hashing
        is_same = await self._database.aside(lambda: hashing.matches(given, before))
        hashed = await self._database.aside(lambda: hashing.hash(given))

        def act(tx: Transaction) -> None:
            if is_same:
                raise Refused(kept.name, rules.SAME)
            _put(tx, kept, agreement_id, before=before, hashed=hashed, by=by)

        await self._database.once(key, act, None)


def _put(
    tx: Transaction, kept: Kept, agreement_id: int, *, before: str | None, hashed: str, by: str
) -> None:
    agreement, citizen = counter.in_force(tx, agreement_id)
    if agreement.awaits_letter:
        raise Refused("agreement", "its letter was not printed yet")
    if not store.replace_hash(tx, agreement_id, kept.column, before, hashed):
        raise Refused("agreement", "somebody else has changed it meanwhile")
    phones, emails = counter.reachable(citizen)
    tx.append(
        AgreementSecretChanged(agreement.id, citizen.id, by, citizen.language, phones, emails)
    )
    tx.audit(by, kept.changed, f"agreement:{agreement.id}")
