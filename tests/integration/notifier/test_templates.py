"""Templates as a town edits them: kept whole, seen by workers at once, never to no message."""

import asyncio
import threading
from functools import partial

import pytest
import structlog.testing
from sqlalchemy import event, update

from booking.api import Backend, Contact, Language, NotFound, Refused, Transaction
from notifier.api import SampleSize, Template, TemplateEditing, WrongWording, texts_of
from notifier.inbox.server import Inbox
from notifier.outbox import recent
from notifier.outbox.tables import messages
from notifier.received.tables import inbound_messages
from notifier.templates import bodies, store
from notifier.templates.library import Library
from tests.integration.notifier.conftest import Working, eventually
from tests.support.messages import ADDRESS, MOBILE

BOOKED = "visit_booked"


@pytest.fixture
def wording(town_hall: Backend) -> TemplateEditing:
    return TemplateEditing(town_hall)


def greeting(word: str, file: Template) -> Template:
    """The confirmation with this word before it, in Czech."""
    assert file.sms is not None
    return file.model_copy(update={"sms": file.sms | {Language.CS: [word, *file.sms[Language.CS]]}})


async def keep(wording: TemplateEditing, word: str, seen: int, key: str | None = None) -> int:
    file = (await wording.sheet(BOOKED)).file
    return await wording.save(
        BOOKED, greeting(word, file), seen=seen, note="pozdrav", by="spravce", key=key
    )


async def book(backend: Backend, phone: str = MOBILE) -> None:
    hold = await backend.visits.hold_nearest("passport.new", owner="test", key=None)
    assert hold is not None
    contact = Contact(phone, ADDRESS, verified=True)
    await backend.visits.confirm(hold.id, contact=contact, language=Language.CS, key=None)


def _has(inbox: Inbox, items: int) -> bool:
    return len(inbox.items.newest()) == items


async def test_the_next_message_goes_by_the_new_wording_without_a_restart(
    town_hall: Backend, inbox: Inbox, working: Working, wording: TemplateEditing
) -> None:
    async with working():
        for number, word in enumerate(["Objednano", "Ahoj.", "Dobry den."]):
            if number:
                assert await keep(wording, word, seen=number) == number + 1
            await book(town_hall, f"+42077700000{number}")
            await eventually(partial(_has, inbox, 2 * (number + 1)))
            sms = inbox.items.newest(kind="sms")[0]
            assert sms.text.startswith(word)
    kept = await recent(town_hall.database)
    assert [one.template_version for one in reversed(kept)] == [1, 1, 2, 2, 3, 3]


async def test_the_next_answer_to_an_sms_goes_by_the_new_wording(
    town_hall: Backend, inbox: Inbox, working: Working, wording: TemplateEditing
) -> None:
    file = (await wording.sheet("reply_help")).file
    assert file.sms is not None
    edited = file.model_copy(
        update={"sms": file.sms | {Language.CS: ["Volejte {{ number }}.", "{{ town }}"]}}
    )

    def arrive(tx: Transaction) -> None:
        tx.insert(
            inbound_messages,
            provider="twilio",
            reference="SM1",
            sender=MOBILE,
            recipient="+420800800800",
            text="POMOC",
            received_at=tx.now,
            state="received",
        )

    async with working():
        await wording.save("reply_help", edited, seen=1, note="kratší", by="spravce")
        await town_hall.database.write(arrive)
        await eventually(partial(_has, inbox, 1))
    assert inbox.items.newest()[0].text == "Volejte 844121314. MeU Lipov"
    assert [one.template_version for one in await recent(town_hall.database)] == [2]


async def test_what_waits_to_be_sent_keeps_its_words(
    town_hall: Backend, inbox: Inbox, working: Working, wording: TemplateEditing
) -> None:
    async with working():
        await book(town_hall)
        await eventually(lambda: len(inbox.items.newest()) == 2)
    before = await recent(town_hall.database)
    await keep(wording, "Ahoj.", seen=1)
    assert await recent(town_hall.database) == before


async def test_of_two_saves_at_once_one_wins_and_the_other_is_told(
    town_hall: Backend, wording: TemplateEditing
) -> None:
    saves = [keep(wording, word, seen=1) for word in ("Ahoj.", "Dobry den.", "Zdravime.")]
    ends = await asyncio.gather(*saves, return_exceptions=True)
    assert sorted(type(one).__name__ for one in ends) == ["Refused", "Refused", "int"]
    assert {one.field for one in ends if isinstance(one, Refused)} == {"version"}
    assert [one.number for one in (await wording.sheet(BOOKED)).versions] == [2, 1]
    entries = await town_hall.audit.recent(9, about=f"template:{BOOKED}")
    assert [one.did for one in entries] == ["template-changed"]


async def test_a_command_sent_twice_acts_once(wording: TemplateEditing) -> None:
    first = await keep(wording, "Ahoj.", seen=1, key="form-1")
    assert await keep(wording, "Ahoj.", seen=1, key="form-1") == first == 2
    ends = await asyncio.gather(*(keep(wording, "Dobry den.", 2, "form-2") for _ in range(4)))
    assert set(ends) == {3}
    assert len((await wording.sheet(BOOKED)).versions) == 3


async def test_an_older_version_comes_back_as_a_new_one(
    town_hall: Backend, wording: TemplateEditing
) -> None:
    await keep(wording, "Ahoj.", seen=1)
    await keep(wording, "Dobry den.", seen=2)
    number = await wording.restore(BOOKED, 2, seen=3, note="zase ahoj", by="kralova")
    sheet = await wording.sheet(BOOKED)
    assert (number, sheet.newest.number, sheet.newest.author) == (4, 4, "kralova")
    assert sheet.newest.template == sheet.versions[2].template
    library = Library()
    await library.refresh(town_hall.database)
    assert library.version(BOOKED) == 4
    with pytest.raises(NotFound):
        await wording.restore(BOOKED, 9, seen=4, note="nic", by="kralova")


@pytest.mark.parametrize(
    ("note", "seen", "key", "field"),
    [
        ("", 1, None, "note"),
        (" \n ", 1, None, "note"),
        ("x" * 201, 1, None, "note"),
        ("nula\x00", 1, None, "note"),
        ("dobrá", 2, None, "version"),
        ("dobrá", 0, None, "version"),
        ("dobrá", 10**30, None, "version"),
        ("dobrá", 1, "k" * 191, "key"),
        ("dobrá", 1, "k\x00", "key"),
    ],
)
async def test_bad_input_is_refused_and_changes_nothing(
    wording: TemplateEditing, note: str, seen: int, key: str | None, field: str
) -> None:
    file = (await wording.sheet(BOOKED)).file
    with pytest.raises(Refused) as refused:
        await wording.save(
            BOOKED, greeting("Ahoj.", file), seen=seen, note=note, by="spravce", key=key
        )
    assert refused.value.field == field
    assert len((await wording.sheet(BOOKED)).versions) == 1


async def test_a_wording_that_cannot_be_sent_is_refused(wording: TemplateEditing) -> None:
    with pytest.raises(WrongWording) as wrong:
        await keep(wording, "RČ 736028/5163 {{ nic }}", seen=1)
    assert {one.flaw.value for one in wrong.value.faults} == {"field", "birth-number"}
    sheet = await wording.sheet(BOOKED)
    with pytest.raises(Refused, match="nothing was changed"):
        await wording.save(BOOKED, sheet.file, seen=1, note="nic", by="spravce")
    with pytest.raises(NotFound):
        await wording.save("nothing", sheet.file, seen=1, note="nic", by="spravce")
    assert len((await wording.sheet(BOOKED)).versions) == 1


@pytest.mark.parametrize(
    "body",
    [
        "values: visit\nsms: {cs: ['{{ field_of_yesterday }}'], en: [a], uk: [a]}",
        "values: topic",
        "not a template",
        "[" * 3000,
    ],
)
async def test_an_edited_wording_that_fits_no_more_falls_back_to_the_file_with_a_warning(
    town_hall: Backend, inbox: Inbox, working: Working, wording: TemplateEditing, body: str
) -> None:
    def write(tx: Transaction) -> None:
        store.add(tx, BOOKED, 2, body, "před aktualizací", "spravce")
        store.add(tx, "no_such_template", 2, body, "před aktualizací", "spravce")

    await town_hall.database.write(write)
    with structlog.testing.capture_logs() as lines:
        async with working():
            await book(town_hall)
            await eventually(lambda: len(inbox.items.newest()) == 2)
    assert inbox.items.newest(kind="sms")[0].text.startswith("Objednano: ")
    assert {one.template_version for one in await recent(town_hall.database)} == {1}
    warned = [one for one in lines if "does not fit" in one["event"]]
    assert {one["template"] for one in warned} == {BOOKED, "no_such_template"}
    sheet = await wording.sheet(BOOKED)
    assert (sheet.newest.number, sheet.newest.fits, sheet.sent.number) == (2, False, 1)
    assert await keep(wording, "Ahoj.", seen=2) == 3
    assert (await wording.sheet(BOOKED)).sent.number == 3


async def test_the_table_is_read_only_when_something_was_edited(
    town_hall: Backend, wording: TemplateEditing
) -> None:
    read: list[str] = []

    @event.listens_for(town_hall.database.engine, "before_cursor_execute")
    def note(*told: object) -> None:
        if "template_revisions.body" in str(told[2]):
            read.append(str(told[2]))

    library = Library()
    for _ in range(3):
        await library.refresh(town_hall.database)
    assert read == []
    await keep(wording, "Ahoj.", seen=1)
    read.clear()
    for _ in range(3):
        await library.refresh(town_hall.database)
    assert len(read) == 1
    assert texts_of(library.template(BOOKED))["sms.cs.0"] == "Ahoj."


async def test_a_save_that_comes_to_light_late_is_seen_too(
    town_hall: Backend, wording: TemplateEditing
) -> None:
    if town_hall.database.is_sqlite:
        pytest.skip("it has one writer at a time")
    begun, go_on = threading.Event(), threading.Event()
    file = (await wording.sheet("visit_moved")).file

    def slowly(tx: Transaction) -> None:
        store.add(tx, "visit_moved", 2, bodies.body(file), "pomalu", "spravce")
        begun.set()
        assert go_on.wait(10)

    late = asyncio.create_task(town_hall.database.write(slowly))
    await asyncio.to_thread(begun.wait, 10)
    await keep(wording, "Ahoj.", seen=1)
    library = Library()
    await library.refresh(town_hall.database)
    assert (library.version(BOOKED), library.version("visit_moved")) == (2, 1)
    go_on.set()
    await late
    await library.refresh(town_hall.database)
    assert (library.version(BOOKED), library.version("visit_moved")) == (2, 2)


async def test_the_price_of_a_preview_is_what_a_segment_cost_last(
    town_hall: Backend, inbox: Inbox, working: Working, wording: TemplateEditing
) -> None:
    file = (await wording.sheet(BOOKED)).file
    before = (await wording.trial(file, SampleSize.USUAL))[0]
    assert before.sms is not None
    assert before.sms.price is None
    async with working():
        await book(town_hall)
        await eventually(lambda: len(inbox.items.newest()) == 2)
    priced = update(messages).where(messages.c.channel == "sms").values(price=246, segments=3)
    await town_hall.database.write(lambda tx: tx.execute(priced).rowcount)
    after = (await wording.trial(file, SampleSize.USUAL))[0]
    assert after.sms is not None
    assert after.sms.price == 82 * after.sms.segments
