"""Writes down what a citizen agrees to and wants; tells whether a message may go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from booking.citizens import store as citizen_store
from booking.citizens.model import Citizen
from booking.errors import NotFound
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.wishes import rules, store
from booking.wishes.model import (
    ChannelWish,
    Consent,
    ConsentGiven,
    ConsentWithdrawn,
    GivenBy,
    MessageChoice,
    MessageKind,
    MessagesEnded,
    MessagesWanted,
    Purpose,
    QuietHours,
    Wishes,
)
from booking.wishes.purposes import TEXTS


class CitizenWishes:
    """Consents with their history, ways of messages, quiet hours."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, citizen_id: int | None) -> Wishes:
        """What this citizen wants; nothing in particular where nobody is known."""
        if citizen_id is None:
            return Wishes()
        return await self._database.read(lambda tx: store.find(tx, citizen_id))

    async def consents_of(self, citizen_id: int) -> list[Consent]:
        """All that was said about consents, the first first."""
        return await self._database.read(lambda tx: store.history(tx, citizen_id))

    async def next_allowed(self, citizen_id: int | None, at: datetime) -> datetime:
        """The first instant from this one on that is not in the citizen's quiet hours."""
        wishes = await self.of(citizen_id)
        return rules.next_allowed(at, wishes.quiet, self._database.clock.zone)

    async def set(
        self,
        citizen_id: int,
        channels: Mapping[MessageKind, ChannelWish],
        quiet: QuietHours | None,
        *,
        by: str,
        key: str | None = None,
    ) -> None:
        """Keep how this citizen wants to be told, and when not.

        Raises:
            NotFound: there is no such citizen.
            Refused: the quiet hours are no times, or the whole day ('quiet').
        """
        if quiet is not None:
            rules.checked_quiet(quiet)

        def act(tx: Transaction) -> None:
            _lock(tx, citizen_id)
            _put(tx, citizen_id, channels, quiet, by, by_message=False)

        await self._database.once(key, act, None)

    async def gets_sms(self, citizen_id: int) -> bool:
        """Whether messages about visits come by SMS, as far as there is a number."""
        return rules.gets_sms(await self.of(citizen_id))

    async def choose(
        self, citizen_id: int, choice: MessageChoice, *, by: str, key: str | None = None
    ) -> None:
        """Keep what a citizen says about all messages at once; quiet hours stay.

        Whoever wants nothing any more also takes back what only a consent lets us send. What the
        citizen relies on, such as another time of a visit, is told all the same.

        Raises:
            NotFound: there is no such citizen.
        """
        await self._database.once(
            key, lambda tx: choose_in(tx, citizen_id, choice, channel=GivenBy.PHONE, by=by), None
        )

    async def consent(
        self,
        citizen_id: int,
        purpose: Purpose,
        *,
        given: bool,
        channel: GivenBy,
        by: str,
        key: str | None = None,
    ) -> None:
        """Write down that a citizen agrees to the text as it is now, or takes it back.

        Saying the same again changes nothing.

        Raises:
            NotFound: there is no such citizen.
        """

        def act(tx: Transaction) -> None:
            _lock(tx, citizen_id)
            _consent(tx, citizen_id, purpose, given=given, channel=channel, by=by)

        await self._database.once(key, act, None)


_BY_MESSAGE = (Purpose.NEWS, Purpose.SURVEY)
"""Consents to being written to."""


def choose_in(
    tx: Transaction, citizen_id: int, choice: MessageChoice, *, channel: GivenBy, by: str
) -> None:
    """See `CitizenWishes.choose`; a part of a transaction that does more."""
    citizen = _lock(tx, citizen_id)
    quiet = store.find(tx, citizen_id).quiet
    wanted = rules.chosen(choice, has_email=citizen.reachable_email is not None)
    _put(tx, citizen_id, wanted, quiet, by, by_message=channel is GivenBy.MESSAGE)
    if choice is MessageChoice.NOTHING:
        for purpose in _BY_MESSAGE:
            _consent(tx, citizen_id, purpose, given=False, channel=channel, by=by)


def _put(
    tx: Transaction,
    citizen_id: int,
    channels: Mapping[MessageKind, ChannelWish],
    quiet: QuietHours | None,
    by: str,
    *,
    by_message: bool,
) -> None:
    was_nothing = rules.wants_nothing(store.find(tx, citizen_id))
    # 'STOP' from a forged number must not make its own what was said on the line before
    is_new = not was_nothing or store.are_by_message(tx, citizen_id)
    store.put(tx, citizen_id, channels, quiet, by_message=by_message and is_new)
    is_nothing = rules.wants_nothing(Wishes(channels))
    if is_nothing and not was_nothing:
        tx.append(MessagesEnded(citizen_id))
    elif was_nothing and not is_nothing:
        tx.append(MessagesWanted(citizen_id))
    told = ", ".join(f"{kind.value}: {way.value}" for kind, way in channels.items())
    tx.audit(
        _who(by, citizen_id),
        "wishes-changed",
        f"citizen:{citizen_id}",
        channels=told,
        quiet=quiet is not None,
    )


def _consent(
    tx: Transaction, citizen_id: int, purpose: Purpose, *, given: bool, channel: GivenBy, by: str
) -> None:
    if rules.agrees(store.find(tx, citizen_id), purpose) == given:
        return
    version = TEXTS[purpose].version
    store.add_consent(tx, citizen_id, purpose, version, given=given, channel=channel, by=by)
    tx.append(
        ConsentGiven(citizen_id, purpose, version)
        if given
        else ConsentWithdrawn(citizen_id, purpose)
    )
    tx.audit(
        _who(by, citizen_id),
        "consent-given" if given else "consent-withdrawn",
        f"citizen:{citizen_id}",
        purpose=purpose.value,
        version=version,
        channel=channel.value,
    )


def _lock(tx: Transaction, citizen_id: int) -> Citizen:
    tx.lock(f"wishes/{citizen_id}")
    citizen = citizen_store.find(tx, citizen_id)
    if citizen is None:
        raise NotFound("citizen", citizen_id)
    return citizen


def _who(by: str, citizen_id: int) -> str:
    return f"citizen:{citizen_id}" if by == "citizen" else by
