"""Agreements at the counter, page by page; and that what the letter says opens the line."""

import asyncio
import re
from pathlib import Path
from secrets import token_hex

import httpx

from booking.api import Backend, CounterEntry, EndReason
from tests.integration.console.conftest import Visitor
from tests.support.calls import Rows, stage
from tests.support.console import CLERK
from tests.support.letters import Secrets, secrets_in

ROOM = "/clerk/agreements"
FORM = {
    "given": "Žofie",
    "family": "Příhodová",
    "born": "1980-02-03",
    "street": "Lidická 5",
    "postcode": "78995",
    "town": "Lípov",
    "document": "identity-card",
    "ending": "12AB",
    "compared": "true",
    "phone": "777 555 444",
    "phone_shown": "true",
    "language": "cs",
}


async def fields(visitor: Visitor, path: str) -> dict[str, str]:
    """What a page's form carries besides what one writes."""
    page = (await visitor.get(path)).text
    found = re.findall(r'name="(form_token|command_key)" value="([^"]+)"', page)
    return dict(reversed(found))


async def conclude(visitor: Visitor, **other: str) -> httpx.Response:
    return await visitor.post(ROOM, **await fields(visitor, f"{ROOM}/new"), **FORM, **other)


async def concluded(visitor: Visitor) -> str:
    """The address of a fresh agreement."""
    answer = await conclude(visitor)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


async def printed(visitor: Visitor, place: str) -> Secrets:
    answer = await visitor.post(f"{place}/letter", **await fields(visitor, place))
    assert answer.headers["content-type"] == "application/pdf"
    return secrets_in(answer.content)


async def logs_in(database: Path, login: str, pin: str) -> bool:
    """Whether a caller who keys these is let in."""
    keys, name = f"2 2 ({login}) ({pin}) hangup", token_hex(8)
    line = await asyncio.to_thread(lambda: stage(database).play(keys, call_id=name))
    heard = line.transcript.text
    refused = "Přihlašovací číslo nebo PIN nesouhlasí." in heard
    assert refused != ("V evidenci nemáte žádnou žádost." in heard)
    return not refused


async def test_a_double_click_concludes_once(visitor: Visitor, backend: Backend) -> None:
    await visitor.log_in(CLERK)
    hidden = await fields(visitor, f"{ROOM}/new")
    before = len(await backend.agreements.recent())
    answers = await asyncio.gather(*(visitor.post(ROOM, **hidden, **FORM) for _ in range(2)))
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert len(await backend.agreements.recent()) == before + 1


async def test_a_second_print_says_that_the_letter_was_printed(visitor: Visitor) -> None:
    await visitor.log_in(CLERK)
    place = await concluded(visitor)
    hidden = await fields(visitor, place)
    answers = await asyncio.gather(*(visitor.post(f"{place}/letter", **hidden) for _ in range(2)))
    kinds = sorted(answer.headers["content-type"].partition(";")[0] for answer in answers)
    assert kinds == ["application/pdf", "text/html"]
    told = next(one for one in answers if one.status_code == 409)
    assert "Dopis už byl vytištěn" in told.text
    assert "vydejte nový PIN" in told.text


async def test_the_letter_stays_in_no_cache(visitor: Visitor) -> None:
    await visitor.log_in(CLERK)
    place = await concluded(visitor)
    answer = await visitor.post(f"{place}/letter", **await fields(visitor, place))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith("inline")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_letter_is_given_to_a_form_of_this_session_only(
    visitor: Visitor, backend: Backend
) -> None:
    await visitor.log_in(CLERK)
    place = await concluded(visitor)
    assert (await visitor.post(f"{place}/letter")).status_code == 403
    assert (await visitor.get(f"{place}/letter")).status_code in {404, 405}
    held = await backend.agreements.get(int(place.rpartition("/")[2]))
    assert held.agreement.awaits_letter


async def test_what_will_not_do_is_told_at_its_field_and_kept(visitor: Visitor) -> None:
    await visitor.log_in(CLERK)
    answer = await conclude(visitor, email="zofie@")
    assert answer.status_code == 422
    assert 'id="email-fault"' in answer.text
    assert 'value="zofie@"' in answer.text
    assert 'value="Příhodová"' in answer.text


async def test_a_namesake_leads_to_the_record_that_is_there(visitor: Visitor) -> None:
    await visitor.log_in(CLERK)
    await concluded(visitor)
    answer = await conclude(visitor)
    assert answer.status_code == 422
    assert re.search(r'href="/clerk/agreements/new\?citizen=\d+"', answer.text)
    assert (await conclude(visitor, another="true")).status_code == 303


async def test_whoever_has_an_agreement_is_led_to_it(visitor: Visitor, backend: Backend) -> None:
    await visitor.log_in(CLERK)
    held = await backend.agreements.of(1)
    assert held is not None
    answer = await visitor.get(f"{ROOM}/new?citizen=1")
    assert answer.headers["location"] == f"{ROOM}/{held.id}"
    answer = await conclude(visitor, citizen_id="1")
    assert "Tento občan už platnou dohodu má." in answer.text


async def test_a_citizen_of_the_records_needs_no_name_to_be_written(
    visitor: Visitor, backend: Backend
) -> None:
    await visitor.log_in(CLERK)
    made = await backend.agreements.conclude(
        CounterEntry(**FORM | {"compared": True, "phone_shown": True}),  # type: ignore[arg-type]  # texts and ticks
        by=CLERK,
    )
    await backend.agreements.end(made.id, EndReason.WISH, by=CLERK)
    page = (await visitor.get(f"{ROOM}/new?citizen={made.citizen_id}")).text
    assert 'name="given"' not in page
    assert 'value="1980-02-03"' in page
    answer = await conclude(visitor, citizen_id=str(made.citizen_id))
    assert answer.status_code == 303


async def test_every_look_and_every_act_is_in_the_audit(visitor: Visitor, backend: Backend) -> None:
    await visitor.log_in(CLERK)
    await visitor.get(f"{ROOM}?text=dvorak")
    place = await concluded(visitor)
    await printed(visitor, place)
    number = place.rpartition("/")[2]
    about = {(one.did, one.about) for one in await backend.audit.recent(who=CLERK)}
    assert {
        ("looked", "agreements"),
        ("agreement-concluded", f"agreement:{number}"),
        ("looked", f"agreement:{number}"),
        ("letter-printed", f"agreement:{number}"),
    } <= about


async def test_what_does_not_exist_is_not_found(visitor: Visitor) -> None:
    await visitor.log_in(CLERK)
    for path in ("/999999", "/999999/reset", "/999999/end", "/new?citizen=999999"):
        assert (await visitor.get(f"{ROOM}{path}")).status_code == 404


async def test_with_what_the_letter_says_one_logs_in_on_the_line(
    visitor: Visitor, tmp_path: Path
) -> None:
    await visitor.log_in(CLERK)
    place = await concluded(visitor)
    first = await printed(visitor, place)
    database = tmp_path / "lipov.db"
    assert await logs_in(database, first.login, first.pin)

    hidden = await fields(visitor, f"{place}/reset")
    answer = await visitor.post(f"{place}/reset", **hidden, **FORM)
    assert answer.headers["location"] == f"{place}?said=agreement-reset"
    second = await printed(visitor, place)
    assert not await logs_in(database, second.login, first.pin)
    assert await logs_in(database, second.login, second.pin)

    answer = await visitor.post(
        f"{place}/end", **await fields(visitor, f"{place}/end"), reason="wish"
    )
    assert answer.headers["location"] == f"{place}?said=agreement-ended"
    assert not await logs_in(database, second.login, second.pin)


async def test_nothing_secret_is_in_the_database_afterwards(
    visitor: Visitor, tmp_path: Path
) -> None:
    await visitor.log_in(CLERK)
    place = await concluded(visitor)
    secrets = await printed(visitor, place)
    await visitor.get(place)
    await visitor.get(f"{place}/reset")
    rows = Rows(tmp_path / "lipov.db").dump()
    assert secrets.pin not in rows
    assert secrets.password not in rows
    assert secrets.password.replace("-", "") not in rows
    assert secrets.login in rows  # in its own column, and in no other
    assert rows.count(secrets.login) == 1
