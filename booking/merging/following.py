"""What follows a person in a merge by rules of its own: places on the waiting list, and wishes."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Row, select, update

from booking.catalogue.directory import Directory
from booking.ground.transaction import Transaction
from booking.waitlist import answering
from booking.waitlist import store as waitlist
from booking.waitlist.model import EntryState
from booking.waitlist.tables import LIVE_STATES, entries
from booking.wishes import store as wishes
from booking.wishes.model import MessageKind, Wishes

ENTRIES = "waitlist_entries.citizen_id"
ENDED = "waitlist_entries.ended"
"""Under these names the merge notes which entries changed hands, and which were one too many."""

QUIET = "quiet"
_WISH = "wish:"


def lock(tx: Transaction) -> None:
    """Before anything else of a merge: the waiting list is always locked first."""
    waitlist.lock(tx)


def follow(
    tx: Transaction, directory: Directory, kept_id: int, gone_id: int
) -> dict[str, list[int]]:
    """Give the places on the waiting list to the one who stays; which they were.

    A person is there once for each activity. Of two places that one stays which has an offer now,
    for it has been told to them; else the earlier one.
    """
    moved: dict[str, list[int]] = {ENTRIES: [], ENDED: []}
    mine = {row.activity: row for row in _live(tx, kept_id)}
    for row in _live(tx, gone_id):
        there = mine.get(row.activity)
        if there is not None:
            loser = _later(tx, there, row)
            answering.withdraw(tx, directory, waitlist.entry(tx, loser.id))
            waitlist.end_entry(tx, loser.id, EntryState.LEFT)
            moved[ENDED].append(loser.id)
    over = tx.all(select(entries.c.id).where(entries.c.citizen_id == gone_id))
    moved[ENTRIES] = [int(row.id) for row in over]
    _give(tx, moved[ENTRIES], kept_id)
    return {where: ids for where, ids in moved.items() if ids}


def go_back(
    tx: Transaction, moved: dict[str, list[int]], gone_id: int, *, of: int
) -> dict[str, list[int]]:
    """Give the places back as far as they still are where the merge put them; the other rows.

    A place that was one too many is there again, if its owner has not taken one since.
    """
    rest = dict(moved)
    still = entries.c.id.in_(rest.pop(ENTRIES, [])) & (entries.c.citizen_id == of)
    _give(tx, [int(row.id) for row in tx.all(select(entries.c.id).where(still))], gone_id)
    for number in rest.pop(ENDED, []):
        _revive(tx, number)
    return rest


def take_over(tx: Transaction, kept_id: int, gone_id: int) -> list[str]:
    """Give the one who stays the wishes of the other where they have said nothing; which.

    Somebody who wants no SMS at night under one number wants none under the other.
    """
    mine, theirs = wishes.find(tx, kept_id), wishes.find(tx, gone_id)
    kinds = [kind for kind in theirs.channels if kind not in mine.channels]
    quiet = mine.quiet is None and theirs.quiet is not None
    if not kinds and not quiet:
        return []
    channels = {**theirs.channels, **mine.channels}
    by_message = all(wishes.are_by_message(tx, one) for one in (kept_id, gone_id))
    wishes.put(tx, kept_id, channels, mine.quiet or theirs.quiet, by_message=by_message)
    return [*(f"{_WISH}{kind}" for kind in kinds), *([QUIET] if quiet else [])]


def give_up(tx: Transaction, kept_id: int, gone_id: int, filled: Iterable[str]) -> list[str]:
    """Take back those wishes, unless they were changed since; the other names in `filled`."""
    names = list(filled)
    taken = [one for one in names if one == QUIET or one.startswith(_WISH)]
    if taken:
        mine, theirs = wishes.find(tx, kept_id), wishes.find(tx, gone_id)
        channels = {
            kind: wish
            for kind, wish in mine.channels.items()
            if f"{_WISH}{kind}" not in taken or not _same(mine, theirs, kind)
        }
        back = QUIET in taken and mine.quiet == theirs.quiet
        quiet = None if back else mine.quiet
        wishes.put(tx, kept_id, channels, quiet, by_message=wishes.are_by_message(tx, kept_id))
    return [one for one in names if one not in taken]


def _same(mine: Wishes, theirs: Wishes, kind: MessageKind) -> bool:
    return mine.channels.get(kind) is theirs.channels.get(kind)


def _live(tx: Transaction, citizen_id: int) -> list[Row[tuple[int, str]]]:
    theirs = entries.c.citizen_id == citizen_id
    live = entries.c.state.in_(LIVE_STATES)
    return tx.all(select(entries.c.id, entries.c.activity).where(theirs, live))


def _later(
    tx: Transaction, one: Row[tuple[int, str]], other: Row[tuple[int, str]]
) -> Row[tuple[int, str]]:
    return max(one, other, key=lambda row: (waitlist.open_offer_to(tx, row.id) is None, row.id))


def _give(tx: Transaction, numbers: list[int], citizen_id: int) -> None:
    if numbers:
        given = update(entries).where(entries.c.id.in_(numbers))
        tx.execute(given.values(citizen_id=citizen_id))


def _revive(tx: Transaction, number: int) -> None:
    entry = waitlist.entry(tx, number)
    if entry.is_live or entry.citizen_id is None or entry.valid_until <= tx.now:
        return
    if any(row.activity == entry.wants.activity for row in _live(tx, entry.citizen_id)):
        return
    waitlist.change_entry(tx, number, state=EntryState.WAITING.value, ended_at=None)
