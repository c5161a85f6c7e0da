"""What the staff change of a citizen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from booking.api import (
    ChannelWish,
    ContactKind,
    GivenBy,
    Mandate,
    MessageKind,
    NotFound,
    NotProven,
    ProofOver,
    Purpose,
    QuietHours,
    Refused,
    Role,
    Scope,
    Secret,
)
from operator_console.access.roles import Room
from operator_console.citizens.here import AtCitizens, may_change
from operator_console.citizens.one import page
from operator_console.citizens.view import OFFERED
from operator_console.console import OWN_FORM, go
from operator_console.errors import RoomClosed

router = APIRouter(prefix="/{citizen_id:int}")

Field = Annotated[str, Form(max_length=300)]
Choice = TypeVar("Choice", bound=StrEnum)

TROUBLES = {
    ("phone", "malformed"): "phone",
    ("phone", "not-a-mobile"): "mobile",
    ("phone", "verified"): "verified",
    ("email", "verified"): "verified",
    ("tries", "too-many"): "tries",
    ("quiet", "malformed"): "quiet",
    ("quiet", "whole-day"): "quiet",
    ("until", "past"): "until",
    ("representative", "known"): "representative_known",
    ("representative", "company"): "representative_company",
    ("representative", "same"): "representative_same",
}
"""The text by field and reason of a refusal."""


class Change:
    """A change of one citizen by somebody who may make it."""

    def __init__(
        self,
        here: AtCitizens,
        citizen_id: int,
        command_key: Annotated[str, Form(max_length=80)],
        call: Field = "",
    ) -> None:
        self.here = here
        self.citizen_id = citizen_id
        self.call = call
        self.by = here.member.username
        self._key = command_key

    def key(self, what: str) -> str:
        """The command's key."""
        return self.here.command_key(f"{self._key}/{what}")

    async def do(self, act: Callable[[], Awaitable[Any]], said: str) -> Response:
        """Make it, and go to where it can be seen; say what went wrong otherwise.

        Raises:
            RoomClosed: nobody knows here who the citizen is.
        """
        if not await may_change(self.here, self.citizen_id, self.call):
            raise RoomClosed
        try:
            await act()
        except Refused as refused:
            known = TROUBLES.get((refused.field, refused.reason))
            return await self.trouble(known or ("email" if refused.field == "email" else "gone"))
        except NotFound:
            return await self.trouble("gone")
        query = {"said": said} | ({"call": self.call} if self.call else {})
        return go(f"{Room.CITIZENS.value}/{self.citizen_id}", **query)

    async def trouble(self, what: str) -> Response:
        """The page, with what went wrong."""
        return await page(self.here, self.citizen_id, self.call, trouble=what)


Changing = Annotated[Change, Depends(Change)]


@router.post("/contact", dependencies=[OWN_FORM])
async def contact(change: Changing, kind: Field = "", value: Field = "") -> Response:
    """Have a code sent to a new number or address."""
    chosen = _choice(ContactKind, kind)
    if chosen is None:
        return await change.trouble("gone")
    proofs = change.here.backend.proofs
    return await change.do(
        lambda: proofs.propose(
            change.citizen_id, chosen, value, by=change.by, key=change.key("contact")
        ),
        "code-sent",
    )


@router.post("/code", dependencies=[OWN_FORM])
async def code(change: Changing, proof: Annotated[int, Form()] = 0, digits: Field = "") -> Response:
    """Check the code that the citizen has read out."""
    proofs = change.here.backend.proofs
    secret = Secret("".join(digits.split()))
    if not proofs.code_is_well_formed(secret):
        return await change.trouble("code_incomplete")
    mine = [one.id for one in await proofs.open_of(change.citizen_id)]
    if proof not in mine:
        return await change.trouble("code_over")

    async def check() -> None:
        outcome = await proofs.verify(proof, secret, by=change.by, key=change.key("code"))
        if isinstance(outcome, ProofOver):
            raise _Told("code_over")
        if isinstance(outcome, NotProven):
            raise _Told("code_wrong")

    try:
        return await change.do(check, "contact-verified")
    except _Told as told:
        return await change.trouble(told.what)


@router.post("/wishes", dependencies=[OWN_FORM])
async def wishes(
    change: Changing,
    visits: Field = "",
    applications: Field = "",
    news: Field = "",
    quiet_from: Field = "",
    quiet_to: Field = "",
) -> Response:
    """Keep how messages come, and when not."""
    given = {"visits": visits, "applications": applications, "news": news}
    ways = {
        kind: way
        for kind in MessageKind
        if (way := _choice(ChannelWish, given[kind.value])) in OFFERED and way is not None
    }
    try:
        quiet = _quiet(quiet_from, quiet_to)
    except ValueError:
        return await change.trouble("quiet")
    keep = change.here.backend.wishes.set
    return await change.do(
        lambda: keep(change.citizen_id, ways, quiet, by=change.by, key=change.key("wishes")),
        "wishes-kept",
    )


@router.post("/consents", dependencies=[OWN_FORM])
async def consents(
    change: Changing, purpose: Field = "", *, given: Annotated[bool, Form()] = False
) -> Response:
    """Write down that the citizen agrees, or agrees no more."""
    chosen = _choice(Purpose, purpose)
    if chosen is None:
        return await change.trouble("gone")
    at_desk = change.here.member.role is Role.OPERATOR
    say = change.here.backend.wishes.consent
    return await change.do(
        lambda: say(
            change.citizen_id,
            chosen,
            given=given,
            channel=GivenBy.OPERATOR if at_desk else GivenBy.COUNTER,
            by=change.by,
            key=change.key(f"consent-{purpose}"),
        ),
        "consent-given" if given else "consent-withdrawn",
    )


@router.post("/representatives", dependencies=[OWN_FORM])
async def represent(
    change: Changing,
    representative: Annotated[int, Form()] = 0,
    scope: Field = "",
    mandate: Field = "",
    since: Field = "",
    until: Field = "",
) -> Response:
    """Let somebody act for the citizen, by a document that was shown at the counter."""
    if change.here.member.role is Role.OPERATOR:
        raise RoomClosed  # no document can be shown on the telephone
    matters, shown = _choice(Scope, scope), _choice(Mandate, mandate)
    if matters is None or shown is None:
        return await change.trouble("mandate")
    try:
        begins = date.fromisoformat(since) if since else change.here.today
        ends = date.fromisoformat(until) if until else None
    except ValueError:
        return await change.trouble("until")
    add = change.here.backend.representations.add
    return await change.do(
        lambda: add(
            change.citizen_id,
            representative,
            scope=matters,
            mandate=shown,
            since=begins,
            until=ends,
            by=change.by,
            key=change.key("represent"),
        ),
        "representation-added",
    )


@router.post("/representatives/{number:int}/end", dependencies=[OWN_FORM])
async def end(change: Changing, number: int) -> Response:
    """Let somebody act for the citizen no more."""
    made = await change.here.backend.representations.of(change.citizen_id)
    if number not in {one.id for one in made}:
        return await change.trouble("gone")
    stop = change.here.backend.representations.end
    return await change.do(
        lambda: stop(number, by=change.by, key=change.key("end")), "representation-ended"
    )


class _Told(Exception):
    """A check of a code ended otherwise than hoped."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def _choice(of: type[Choice], value: str) -> Choice | None:
    return of(value) if value in {one.value for one in of} else None


def _quiet(begins: str, ends: str) -> QuietHours | None:
    """The quiet hours; ValueError where a time is missing or is none."""
    if not begins and not ends:
        return None
    return QuietHours(_minutes(begins), _minutes(ends))


def _minutes(time: str) -> int:
    hours, _, minutes = time.partition(":")
    return int(hours) * 60 + int(minutes)
