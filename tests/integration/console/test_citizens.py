"""Citizens in the console: contacts by code, wishes, representatives, duplicates, locks."""

import re
from datetime import timedelta

import pytest

from booking.api import (
    Backend,
    ChannelWish,
    ContactKind,
    IdentityMark,
    Language,
    MessageKind,
    Purpose,
    QuietHours,
    Role,
    Scope,
    Secret,
    SetClock,
    agrees,
)
from booking.citizens import store as citizens
from ivr.routing.api import Asking
from tests.integration.console.conftest import Visitor
from tests.support.console import CLERK, OPERATOR, SUPERVISOR
from tests.support.people import some_citizen
from tests.support.routing import House

PAGE = "/citizens/1"


async def fields(visitor: Visitor, path: str) -> dict[str, str]:
    """What a page's form carries besides what one writes."""
    page = (await visitor.get(path)).text
    found = re.findall(r'name="(form_token|command_key)" value="([^"]+)"', page)
    return dict(reversed(found))


async def code_of(backend: Backend) -> tuple[int, str]:
    (proof,) = await backend.proofs.open_of(1)
    code = await backend.proofs.code(proof.id)
    assert code is not None
    return proof.id, code.reveal()


async def test_a_clerk_changes_a_number_by_the_code_that_was_sent(
    visitor: Visitor, backend: Backend
) -> None:
    await visitor.log_in(CLERK)
    hidden = await fields(visitor, PAGE)
    answer = await visitor.post(f"{PAGE}/contact", **hidden, kind="phone", value="602 123 456")
    assert answer.headers["location"] == f"{PAGE}?said=code-sent"
    proof, code = await code_of(backend)
    assert code not in (await visitor.get(PAGE)).text
    hidden = await fields(visitor, PAGE)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    answer = await visitor.post(f"{PAGE}/code", **hidden, proof=str(proof), digits=wrong)
    assert (answer.status_code, wrong in answer.text) == (422, False)
    hidden = await fields(visitor, PAGE)
    spaced = f"{code[:3]} {code[3:]}"
    answer = await visitor.post(f"{PAGE}/code", **hidden, proof=str(proof), digits=spaced)
    assert answer.headers["location"] == f"{PAGE}?said=contact-verified"
    assert (await backend.citizens.get(1)).reachable_phone == "+420602123456"


async def test_the_code_of_another_citizen_cannot_be_keyed_here(
    visitor: Visitor, backend: Backend
) -> None:
    await visitor.log_in(CLERK)
    await backend.proofs.propose(1, ContactKind.PHONE, "+420602123456", by="vesely")
    proof, code = await code_of(backend)
    hidden = await fields(visitor, "/citizens/2")
    answer = await visitor.post("/citizens/2/code", **hidden, proof=str(proof), digits=code)
    assert answer.status_code == 422
    assert (await backend.citizens.get(1)).phone != "+420602123456"


@pytest.mark.parametrize("value", ["12", "+420584306041", ""])
async def test_a_number_that_gets_no_sms_is_said_to_be_none(
    visitor: Visitor, backend: Backend, value: str
) -> None:
    await visitor.log_in(CLERK)
    hidden = await fields(visitor, PAGE)
    answer = await visitor.post(f"{PAGE}/contact", **hidden, kind="phone", value=value)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert await backend.proofs.open_of(1) == []


async def test_an_operator_changes_nothing_before_the_caller_is_known(
    visitor: Visitor, backend: Backend
) -> None:
    await visitor.log_in(OPERATOR)
    assert "Totožnost volajícího není ověřená" in (await visitor.get(PAGE)).text
    hidden = await fields(visitor, "/desk") | {"command_key": "k"}
    sent = {"kind": "phone", "value": "602123456"}
    assert (await visitor.post(f"{PAGE}/contact", **hidden, **sent)).status_code == 403
    await backend.citizens.check_identity(
        1, talk=f"desk:{OPERATOR}", by=OPERATOR, marks=[IdentityMark.PHONE_BACK]
    )
    assert (await visitor.post(f"{PAGE}/contact", **hidden, **sent)).status_code == 303
    acting = {"representative": "2", "scope": "all", "mandate": "court"}
    assert (await visitor.post(f"{PAGE}/representatives", **hidden, **acting)).status_code == 403
    assert (await visitor.get("/citizens/duplicates")).status_code == 403


async def test_who_logged_in_by_pin_is_known_to_the_operator_of_that_call_only_and_while_it_lasts(
    visitor: Visitor, backend: Backend, clock: SetClock
) -> None:
    house = House.on(backend.database, clock)
    other = next(
        one.username
        for one in await backend.staff.list()
        if one.role is Role.OPERATOR and one.username != OPERATOR
    )
    sent = {"kind": "phone", "value": "602123456"}
    await visitor.log_in(OPERATOR)
    hidden = await fields(visitor, "/desk") | {"command_key": "k"}
    for username, call, status in ((other, "call-1", 403), (OPERATOR, "call-2", 303)):
        await house.seat(username)
        await house.requests.ask(Asking(call, Language.CS, "+420777000321", citizen_id=1))
        await house.play()
        assert await house.take(username) == call
        answer = await visitor.post(f"{PAGE}/contact", **hidden, **sent, call=call)
        assert answer.status_code == status
    await house.requests.ended("call-2")
    clock.advance(timedelta(minutes=9))
    said = hidden | {"call": "call-2", "purpose": "news", "given": "true"}
    assert (await visitor.post(f"{PAGE}/consents", **said)).status_code == 303
    clock.advance(timedelta(minutes=2))
    assert (await visitor.post(f"{PAGE}/consents", **said)).status_code == 403


async def test_wishes_and_consents_are_kept(visitor: Visitor, backend: Backend) -> None:
    await visitor.log_in(CLERK)
    hidden = await fields(visitor, PAGE)
    await visitor.post(
        f"{PAGE}/wishes", **hidden, visits="email", quiet_from="22:00", quiet_to="07:00"
    )
    await visitor.post(f"{PAGE}/consents", **hidden, purpose="news", given="true")
    found = await backend.wishes.of(1)
    assert found.channels[MessageKind.VISITS] is ChannelWish.EMAIL
    assert found.quiet == QuietHours(1320, 420)
    assert agrees(found, Purpose.NEWS)
    answer = await visitor.post(f"{PAGE}/wishes", **hidden, quiet_from="22:00", quiet_to="")
    assert answer.status_code == 422
    assert (await backend.wishes.of(1)).quiet == QuietHours(1320, 420)


async def test_a_representative_is_found_added_and_ended(
    visitor: Visitor, backend: Backend
) -> None:
    await visitor.log_in(CLERK)
    assert "Havlík" in (await visitor.get(f"{PAGE}?text=havlik")).text
    hidden = await fields(visitor, PAGE)
    acting = {"representative": "2", "scope": "all", "mandate": "court", "since": "2026-11-23"}
    answer = await visitor.post(f"{PAGE}/representatives", **hidden, **acting)
    assert answer.status_code == 303, answer.text
    assert [one.id for one in await backend.representations.represented_by(2, Scope.ALL)] == [1]
    (made,) = await backend.representations.of(1)
    hidden = await fields(visitor, PAGE)
    await visitor.post(f"{PAGE}/representatives/{made.id}/end", **hidden)
    assert await backend.representations.represented_by(2, Scope.ALL) == []


async def test_whoever_is_shown_as_a_representative_finds_the_look_in_the_audit(
    visitor: Visitor, backend: Backend
) -> None:
    await visitor.log_in(CLERK)
    await visitor.get(PAGE)
    assert await backend.audit.about_person(2, did="looked") == []
    hidden = await fields(visitor, PAGE)
    acting = {"representative": "2", "scope": "all", "mandate": "court", "since": "2026-11-23"}
    await visitor.post(f"{PAGE}/representatives", **hidden, **acting)
    assert "Havlík" in (await visitor.get(PAGE)).text
    [look, *_] = await backend.audit.about_person(2, did="looked")
    assert look.who == CLERK


async def test_two_records_are_compared_merged_and_parted(
    visitor: Visitor, backend: Backend
) -> None:
    known = await backend.citizens.get(1)
    second = await backend.database.write(
        lambda tx: citizens.add(
            tx, some_citizen(code="twin", name=known.name, born=known.born, phone=known.phone)
        )
    )
    await visitor.log_in(SUPERVISOR)
    pair = f"/citizens/duplicates/1/{second}"
    assert pair in (await visitor.get("/citizens/duplicates")).text
    hidden = await fields(visitor, pair)
    assert (await visitor.post(pair, **hidden)).status_code == 422
    answer = await visitor.post(pair, **hidden, kept="1")
    assert answer.headers["location"] == "/citizens/duplicates?said=citizens-merged"
    assert (await visitor.get(f"/citizens/{second}")).headers["location"] == PAGE
    assert pair not in (await visitor.get("/citizens/duplicates")).text
    (done,) = await backend.merging.recent()
    hidden = await fields(visitor, "/citizens/duplicates")
    await visitor.post("/citizens/duplicates/undo", **hidden, merge=str(done.id))
    assert (await visitor.get(f"/citizens/{second}")).status_code == 200
    hidden = await fields(visitor, pair)
    await visitor.post(f"{pair}/distinct", **hidden)
    assert pair not in (await visitor.get("/citizens/duplicates")).text


async def test_a_supervisor_ends_a_lock_with_a_reason(visitor: Visitor, backend: Backend) -> None:
    claim = await backend.agreements.check_login(Secret("47201533"))
    for _ in range(3):
        await backend.agreements.verify(claim, Secret("111222"), caller="+420777000998")
    await visitor.log_in(SUPERVISOR)
    page = (await visitor.get("/supervisor/locks")).text
    assert "Marie Dvořáková" in page
    hidden = await fields(visitor, "/supervisor/locks")
    lock = (await backend.locks.list())[0]
    path = "/supervisor/locks"
    assert (await visitor.post(path, **hidden, subject=lock.subject)).status_code == 422
    sent = {"subject": lock.subject, "reason": "rung-back"}
    answer = await visitor.post(path, **hidden, **sent)
    assert answer.headers["location"] == "/supervisor/locks?said=lock-released"
    assert len(await backend.locks.list()) == 1
