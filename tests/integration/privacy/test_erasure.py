"""A person can be given everything, and be erased everywhere."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import select, text, update

from booking.api import (
    AuditSeals,
    Backend,
    Citizen,
    Contact,
    Database,
    IdentityMark,
    Language,
    NotFound,
    Privacy,
    Refused,
    Secret,
    SetClock,
    Transaction,
    to_json,
    unhandled,
)
from booking.applications.tables import applications
from booking.ground.tables import metadata
from cli.keeping.parts import PARTS
from ivr.call.rows import call_journal, calls
from ivr.routing.rows import contact_requests
from notifier.intake import Intake
from notifier.outbox import ChannelKind, Draft, Outbox, Patience
from notifier.outbox.tables import messages
from notifier.templates.library import Library
from tests.support.databases import CHEAP_HASHING

MARIE, NAME, PHONE, EMAIL = "c01", "Dvořáková", "777000321", "marie.dvorakova@example.com"
LOGIN = "47201533"
TRACES = (NAME, PHONE, EMAIL, LOGIN, "U Mlýna 73", "tajná poznámka", "1955-03-13")


@pytest.fixture
def privacy(town: Database) -> Privacy:
    return Privacy(town, PARTS)


@pytest.fixture
async def marie(backend: Backend) -> Citizen:
    """Somebody who has left something in every table that knows persons."""
    [found] = [one.citizen for one in await backend.citizens.search("Marie Dvořáková", 1)]
    await _lived(backend, found)
    return found


async def _lived(backend: Backend, marie: Citizen) -> None:
    number, e164 = marie.id, f"+420{PHONE}"
    for citizen_id, contact in ((number, Contact(e164, EMAIL, True)), (None, Contact(e164))):
        hold = await backend.visits.hold_nearest("passport.new", owner="call-1")
        assert hold is not None
        key = f"call-1/{citizen_id}"
        await backend.visits.confirm(
            hold.id,
            contact=contact,
            language=Language.CS,
            citizen_id=citizen_id,
            name=f"Marie {NAME}",
            key=key,
        )
    await backend.rings.request(
        phone=e164, dialog="callback", language=Language.CS, note="tajná poznámka", key="ring"
    )
    marks = [IdentityMark.BORN, IdentityMark.ADDRESS]
    await backend.citizens.check_identity(number, talk="call-1", by="novakova", marks=marks)
    await backend.audit.look("novakova", f"visits-of:{e164}", "the caller's panel", [number])
    claim = await backend.agreements.check_login(Secret(LOGIN))
    await backend.agreements.verify(claim, Secret("000000"), caller=e164, call_id="call-1")
    now = backend.clock.now()

    def rows(tx: Transaction) -> None:
        known = {"caller": PHONE, "language": "cs", "citizen_id": number, "path": "main"}
        dates = {"started_at": now, "ended_at": now, "outcome": "hung-up"}
        call = {"id": "call-1", "dialled": "844121314", "slow": False, "menu_revision": "1"}
        tx.execute(calls.insert().values(**call, **known, **dates))
        answer = {"call_id": "call-1", "round": 0, "name": "phone", "value": f'"{e164}"', "at": now}
        tx.execute(call_journal.insert().values(**answer))
        asked = {"call_id": "call-1", "node": "linka", "priority": "usual", "needs": []}
        ended = {"target_seconds": 20, "state": "done", "asked_at": now, "ended_at": now}
        keyed = {"keyed": {"phone": PHONE}}
        tx.execute(contact_requests.insert().values(**known, **asked, **ended, **keyed))

    await backend.database.write(rows)
    outbox = Outbox(backend.database, "worker", Patience())
    log = structlog.get_logger()
    while await Intake(backend, outbox, Library(), "lipov.example", log).take_in():
        pass
    hold = await backend.visits.hold_nearest("passport.new", owner="call-1")
    assert hold is not None
    await backend.visits.confirm(  # an event that nobody has handled yet
        hold.id, contact=Contact(e164), language=Language.CS, citizen_id=number
    )


async def everything(database: Database) -> str:
    """All rows of all tables as one text, the demo's own words left out."""

    def look(tx: Transaction) -> str:
        told = []
        for table in metadata.sorted_tables:
            rows = tx.connection.execute(select(table))
            told += [f"{table.name} {tuple(row)}" for row in rows]
        return "\n".join(told)

    return await database.read(look)


async def test_nothing_of_somebody_erased_is_left_in_any_table(
    backend: Backend, town: Database, privacy: Privacy, marie: Citizen
) -> None:
    before = await everything(town)
    assert all(before.count(one) > 0 for one in TRACES[:6])
    await town.write(lambda tx: tx.execute(update(applications).values(citizen_id=marie.id + 1)))
    done = await privacy.erase(marie.id, by="poverenec")
    after = await everything(town)
    left = [line for line in after.splitlines() for one in TRACES if one in line]
    assert left == []
    assert [one.what for one in done.kept] == ["audit"]
    for kind in ("citizens", "agreements", "visits", "rings", "events", "steps", "messages"):
        assert done.erased[kind] > 0, kind
    for kind in ("calls", "contact requests", "call journal", "identity checks", "wrong PINs"):
        assert done.erased[kind] > 0, kind
    assert done.erased["names in the audit"] == 2
    assert await backend.audit.about_person(marie.id) == []
    assert await backend.citizens.search(f"Marie {NAME}") == []
    assert (await backend.agreements.check_login(Secret(LOGIN))).agreement_id is None


async def test_what_counts_stays_without_the_person(
    town: Database, privacy: Privacy, marie: Citizen
) -> None:
    tables = ("visits", "messages", "calls", "contact_requests", "rings", "audit")

    async def counted() -> list[object]:
        def look(tx: Transaction) -> list[object]:
            count = "SELECT count(*) FROM "
            return [tx.connection.scalar(text(count + one)) for one in tables]

        return await town.read(look)

    before = await counted()
    await privacy.erase(marie.id, by="poverenec")
    *others, audit = await counted()
    assert others == before[:-1]
    assert audit == int(str(before[-1])) + 1


async def test_no_message_goes_to_somebody_erased(
    town: Database, privacy: Privacy, marie: Citizen
) -> None:
    await privacy.erase(marie.id, by="poverenec")
    outbox = Outbox(town, "another", Patience())
    haul = await outbox.claim(100)
    assert not [one for one in haul.claimed if PHONE in one.message.recipient]
    waiting = text("SELECT count(*) FROM events WHERE handled_at IS NULL AND kind = 'visit_booked'")
    assert await town.read(lambda tx: tx.connection.scalar(waiting)) == 0


async def test_no_message_is_written_for_somebody_erased_while_it_was_being_drawn_up(
    town: Database, privacy: Privacy, marie: Citizen
) -> None:
    """The notifier reads an event, then writes its messages: an erasure may come between."""
    [waiting, *_] = await town.read(lambda tx: unhandled(tx.connection, 10))
    await privacy.erase(marie.id, by="poverenec")
    draft = Draft(
        channel=ChannelKind.SMS,
        template="visit_booked",
        recipient=f"+420{PHONE}",
        language=Language.CS,
        about="visit:1",
        text="Marie",
    )
    outbox = Outbox(town, "worker", Patience())
    backend = Backend(town, town.clock, CHEAP_HASHING)
    intake = Intake(backend, outbox, Library(), "lipov.example", structlog.get_logger())
    await town.write(lambda tx: intake._put(tx, [(waiting.id, [draft])]))
    assert PHONE not in await everything(town)


async def test_a_visit_still_to_come_stands_under_its_code(
    backend: Backend, privacy: Privacy, marie: Citizen
) -> None:
    [visit, *_] = await backend.visits.of(marie.id)
    await privacy.erase(marie.id, by="poverenec")
    found = await backend.visits.by_code(visit.code)
    assert found is not None
    assert (found.name, found.phone, found.citizen_id) == (None, None, None)


async def test_a_name_stays_as_long_as_an_application_and_goes_with_it(
    backend: Backend, town: Database, privacy: Privacy, marie: Citizen, clock: SetClock
) -> None:
    mine = applications.c.citizen_id == marie.id
    closed = (
        update(applications)
        .where(mine)
        .values(state="closed", stage="over", is_final=True, changed_at=clock.now())
    )
    await town.write(lambda tx: tx.execute(closed))
    done = await privacy.erase(marie.id, by="poverenec")
    name = next(one for one in done.kept if one.what == "name")
    assert name.until == (clock.now() + timedelta(days=3 * 365)).date()
    assert (await backend.citizens.get(marie.id)).name == marie.name
    assert (await backend.citizens.get(marie.id)).phone is None
    await _tidy(town, privacy)
    assert (await backend.citizens.get(marie.id)).name == marie.name
    clock.advance(timedelta(days=3 * 365 + 1))
    await _tidy(town, privacy)
    assert (await backend.citizens.get(marie.id)).name == ""
    assert await backend.applications.of(marie.id) == []


async def test_a_running_application_is_kept_without_an_end(
    town: Database, privacy: Privacy, marie: Citizen
) -> None:
    running = update(applications).where(applications.c.citizen_id == marie.id)
    await town.write(lambda tx: tx.execute(running.values(state="processing")))
    done = await privacy.erase(marie.id, by="poverenec")
    assert {one.until for one in done.kept if one.what in {"application", "name"}} == {None}


async def test_a_number_that_a_family_shares_stays_with_the_family(
    backend: Backend, town: Database, privacy: Privacy, marie: Citizen
) -> None:
    shared = text("UPDATE citizens SET phone = (SELECT phone FROM citizens WHERE code = 'c01')")
    await town.write(lambda tx: tx.execute(shared))
    await privacy.erase(marie.id, by="poverenec")
    [ring] = await backend.rings.open()
    assert ring.phone == f"+420{PHONE}"


async def test_nobody_rings_about_somebody_erased_at_whichever_number(
    backend: Backend, privacy: Privacy, marie: Citizen
) -> None:
    [visit, *_] = await backend.visits.of(marie.id)
    await backend.rings.request(  # she had keyed her neighbour's number in a call of hers
        phone="+420596777888", dialog="callback", language=Language.CS, call_id="call-1"
    )
    await backend.rings.request(  # and given this one up before
        phone="+420596777889",
        dialog="message",
        language=Language.CS,
        note="Váš termín se mění.",
        about=f"visit:{visit.id}",
    )
    other = await backend.rings.request(
        phone="+420596777888", dialog="message", language=Language.CS, call_id="call-2"
    )
    await privacy.erase(marie.id, by="poverenec")
    assert await backend.rings.open() == [other]


async def test_nobody_is_erased_twice_and_nobody_unknown(privacy: Privacy, marie: Citizen) -> None:
    first = await privacy.erase(marie.id, by="poverenec", key="form")
    assert await privacy.erase(marie.id, by="poverenec", key="form") == first
    with pytest.raises(Refused):
        await privacy.erase(marie.id, by="poverenec")
    with pytest.raises(NotFound):
        await privacy.erase(999_999, by="poverenec")


async def test_an_export_holds_everything_but_secrets(
    backend: Backend, town: Database, privacy: Privacy, marie: Citizen
) -> None:
    told = json.loads(to_json(await privacy.export(marie.id, by="poverenec")))
    for heading in (
        "Osoba (person)",
        "Dohody (agreements)",
        "Ověření totožnosti (identity checks)",
        "Objednávky (visits)",
        "Úkony při objednaných návštěvách (parts of visits)",
        "Žádosti o zavolání (rings)",
        "Zprávy (messages)",
        "Hovory (calls)",
        "Přepojení k operátorovi (contact requests)",
        "Kdo si údaje prohlížel nebo měnil (who looked or changed)",
    ):
        assert told[heading], heading
    said = json.dumps(told, ensure_ascii=False)
    assert "argon2" not in said
    assert LOGIN not in said
    assert len(told["Objednávky (visits)"]) == 3
    [last, *_] = await backend.audit.recent(about=f"citizen:{marie.id}")
    assert (last.who, last.did) == ("poverenec", "exported")
    sent = await town.read(lambda tx: tx.all(select(messages.c.text)))
    assert {row.text for row in sent} >= {one["text"] for one in told["Zprávy (messages)"]}


async def _tidy(town: Database, privacy: Privacy) -> dict[str, int]:
    return await privacy.tidy(AuditSeals(town, Secret("key")))
