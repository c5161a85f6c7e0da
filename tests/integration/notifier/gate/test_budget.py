"""What a day may cost, and what goes whatever it costs."""

from functools import partial

from booking.api import (
    Backend,
    Budget,
    Contact,
    MessageBudgetReached,
    MessageSettings,
    SetClock,
    unhandled,
)
from notifier.channels.fake import FakeChannel
from notifier.outbox import (
    MessageState,
)
from notifier.received import store as inbound
from tests.integration.notifier.conftest import eventually
from tests.integration.notifier.gate.conftest import (
    NIGHT,
    OTHER,
    PLAIN,
    at,
    book,
    draft,
    go_to,
    newest,
    outbox,
    put,
    send,
    templates,
    waiting,
    working,
)
from tests.support.messages import ADDRESS, MOBILE
from tests.support.written import Desk


def told(backend: Backend) -> list[MessageBudgetReached]:
    found = backend.database.run(lambda tx: unhandled(tx.connection, 1000))
    return [one.event for one in found if isinstance(one.event, MessageBudgetReached)]


async def test_the_budget_warns_once_stops_and_begins_anew_the_next_day(
    backend: Backend, clock: SetClock
) -> None:
    settings = MessageSettings(
        quiet=NIGHT, prices={"fake": 100}, budget=Budget(1000, 80, (ADDRESS,)), limits={}
    )
    box, other = outbox(backend, settings), outbox(backend, settings, "two")
    await put(backend, box, *(draft(f"t{n}", about=f"a:{n}") for n in range(7)))
    assert len(await send(box)) == 7
    assert told(backend) == []
    await put(backend, box, *(draft(f"u{n}", about=f"b:{n}") for n in range(5)))
    sent = [*await send(box, 2), *await send(other, 5)]
    assert len(sent) == 3
    assert [one.percent for one in told(backend)] == [80, 100]
    assert told(backend)[0].tell == (ADDRESS,)
    waiting = await newest(backend)
    assert (waiting.state, waiting.reason) == (MessageState.CREATED, "budget")
    assert waiting.due_at == at("2026-11-24T07:00")
    await put(backend, box, draft("visit_moved"), draft("contact_code"))
    assert {one.template for one in await send(box)} == {"visit_moved", "contact_code"}
    go_to(clock, at("2026-11-24T07:00"))
    assert len(await send(other)) == 2
    assert [one.percent for one in told(backend)] == [80, 100]  # of the day before


async def test_answers_stop_when_the_day_has_cost_twice_its_budget(backend: Backend) -> None:
    settings = MessageSettings(quiet=None, prices={"fake": 100}, budget=Budget(200), limits={})
    box, desk = outbox(backend, settings), Desk(backend)
    for n in range(6):
        await desk.receive(f"+42060100000{n}", "POMOC")
    came = await backend.database.read(lambda tx: inbound.unhandled(tx, 10))
    for one in came:
        reply = draft("reply_help", about=f"inbound:{one.id}")
        await backend.database.write(partial(box.answer, inbound_id=one.id, draft=reply))
    assert len(await send(box)) == 4
    await put(backend, box, draft("visit_cancelled"))
    assert [one.template for one in await send(box)] == ["visit_cancelled"]


async def test_a_visit_and_its_change_are_told_when_the_budget_is_used_up(
    backend: Backend, sms: FakeChannel, mail: FakeChannel
) -> None:
    settings = MessageSettings(quiet=None, prices={"fake": 100}, budget=Budget(100))
    async with working(backend, sms, mail, settings):
        await book(backend, Contact(OTHER))
        await eventually(lambda: len(sms.taken) == 1)
        visit = await book(backend, Contact(MOBILE))
        await eventually(lambda: len(sms.taken) == 2)
        hold = await backend.visits.hold_nearest(
            "passport.new", owner="x", after=at("2026-11-30T09:00")
        )
        assert hold is not None
        await backend.visits.move(visit.id, hold.id, by="novakova")
        await eventually(lambda: templates(sms)[2:] == ["visit_moved"])
    assert waiting(backend) == 0


async def test_what_it_cost_is_kept_with_the_message(backend: Backend) -> None:
    box = outbox(backend, PLAIN)
    await put(backend, box, draft(text="x" * 200))
    await send(box)
    sent = await newest(backend)
    assert (sent.state, sent.segments, sent.price) == (MessageState.SENT, 2, 200)


async def test_administrators_get_the_warning_by_mail(
    backend: Backend, sms: FakeChannel, mail: FakeChannel
) -> None:
    budget = Budget(300, 50, ("it@lipov.example", "boss@lipov.example"))
    settings = MessageSettings(quiet=None, prices={"fake": 50}, budget=budget)  # two segments
    async with working(backend, sms, mail, settings):
        for n in range(2):
            await book(backend, Contact(f"+42060100000{n}"))
        await eventually(lambda: len(mail.taken) == 2)
        await book(backend, Contact("+420601000002"))
        await eventually(lambda: len(mail.taken) == 4)
    assert {one.recipient for _, one in mail.taken} == set(budget.tell)
    subjects = [one.subject or "" for _, one in mail.taken]
    # the two at once may be handed over in either order
    assert sum("50 %" in one for one in subjects) == 2
    assert sum("vyčerpán" in one for one in subjects) == 2
