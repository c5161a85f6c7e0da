"""Holds the outbox against what the doubles have, message by message."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from booking.api import Database
from notifier.outbox.tables import messages

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_REACHED = ("sent", "delivered")


@dataclass(frozen=True)
class Reckoning:
    """What was wrong, by what it is called; nothing is under each where all is well.

    Attributes:
        counted: how many ended how.
        repeats: letters that were handed over again under the same number; a mailbox shows one.
    """

    counted: Counter[str]
    wrong: dict[str, list[str]]
    repeats: int


def reckon(database: Database, taken: dict[str, Any], expected: set[str]) -> Reckoning:
    """Compare.

    Args:
        database: the outbox; nothing is under way in it any more.
        taken: what the doubles tell.
        expected: the codes that each citizen is to read once in an SMS and once in a letter.
    """
    at = {name: Counter(map(_code, taken[name])) for name in ("twilio", "kannel")}
    letters = Counter(number for number, _ in taken["smtp"])
    columns = messages.c
    asked = select(
        columns.channel,
        columns.text,
        columns.state,
        columns.reason,
        columns.provider,
        columns.reference,
    )
    rows = database.run(lambda tx: tx.all(asked), immediate=False)
    wrong: dict[str, list[str]] = {
        "lost": [],
        "doubled": [],
        "said to be sent, but not there": [],
        "at the one that cannot be asked, more than once": [],
        "unfinished": [],
    }
    told: dict[str, set[str]] = {"sms": set(), "email": set()}
    counted: Counter[str] = Counter()
    for row in rows:
        code = _code(row.text)
        told[row.channel].add(code)
        counted[f"{row.channel} {row.provider} {row.state} {row.reason or ''}".strip()] += 1
        if row.state in ("created", "sending", "pending"):
            wrong["unfinished"].append(code)
        elif row.channel == "sms":
            _reckon_sms(row, code, at, wrong)
        elif row.state not in _REACHED or letters[row.reference] == 0:
            wrong["lost"].append(f"letter {code}")
    for channel, codes in told.items():
        wrong["lost"] += [f"{channel} {code}" for code in expected - codes]
    repeats = sum(letters.values()) - len(letters)
    return Reckoning(counted, wrong, repeats)


def _reckon_sms(
    row: Any,  # noqa: ANN401  a row of the table
    code: str,
    at: dict[str, Counter[str]],
    wrong: dict[str, list[str]],
) -> None:
    asked, unasked = at["twilio"][code], at["kannel"][code]
    if unasked > 1:
        wrong["at the one that cannot be asked, more than once"].append(code)
    if asked + unasked > 1:
        wrong["doubled"].append(f"{code}: {asked} and {unasked}")
    if row.state in _REACHED:
        there = asked if row.provider == "twilio" else unasked
        if there == 0:
            wrong["said to be sent, but not there"].append(code)
    elif row.reason != "outcome-unknown":
        wrong["lost"].append(f"{code}: {row.state} {row.reason}")


def _code(text: str) -> str:
    found = _CODE.search(text)
    return found[0] if found else text
