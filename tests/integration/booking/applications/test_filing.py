from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from booking.api import (
    ApplicationFiled,
    Backend,
    FilingChannel,
    NotFound,
    ReceiptLocked,
    Refused,
    Secret,
    StatusTold,
    Transaction,
    WrongCode,
    unhandled,
)
from booking.applications import store
from booking.applications.tables import applications
from booking.ground.clock import SetClock

CALLER = "+420777000999"


async def test_anybody_may_file_and_gets_number_deadline_and_code(backend: Backend) -> None:
    receipt = await backend.applications.file(
        "complaint",
        None,
        phone=CALLER,
        place="Lidická 5",
        text="Nevyvezený kontejner",
        channel=FilingChannel.PHONE,
        key="call-1/file",
    )
    one = receipt.application
    assert (one.mark, one.year, one.state) == ("MULI-PD", 2026, "received")
    assert one.deadline == date(2026, 12, 23)
    again = await backend.applications.file("complaint", None, key="call-1/file")
    assert again == receipt
    filed = await backend.applications.get(one.id)
    assert filed.citizen is None
    assert (filed.filing.phone, filed.filing.place) == (CALLER, "Lidická 5")
    events = await backend.database.read(lambda tx: unhandled(tx.connection, 1000))
    told = [one.event for one in events if isinstance(one.event, ApplicationFiled)]
    assert [(event.number, event.code, event.phone) for event in told] == [
        (one.number, receipt.code, CALLER)
    ]


async def test_numbers_follow_each_other_by_mark_and_begin_anew_with_the_year(
    backend: Backend, clock: SetClock
) -> None:
    first = await backend.applications.file("complaint", None)
    second = await backend.applications.file("complaint", None)
    other = await backend.applications.file("parking", 1)
    assert second.application.number == first.application.number + 1
    assert other.application.mark == "MULI-PK"
    clock.advance(timedelta(days=45))
    january = await backend.applications.file("complaint", None)
    assert (january.application.number, january.application.year) == (1, 2027)


async def test_what_cannot_be_filed_leaves_nothing_behind(backend: Backend) -> None:
    def count() -> int:
        look = select(func.count()).select_from(applications)
        return int(backend.database.run(lambda tx: tx.connection.scalar(look)) or 0)

    before = count()
    file = backend.applications.file
    with pytest.raises(NotFound):
        await file("nothing", None)
    with pytest.raises(NotFound):
        await file("complaint", 10**6)
    with pytest.raises(Refused, match="phone"):
        await file("complaint", None, phone="12")
    with pytest.raises(Refused, match="place"):
        await file("complaint", None, place="x" * 201)
    with pytest.raises(Refused, match="text"):
        await file("complaint", None, text="")
    assert count() == before


async def test_the_receipt_tells_the_state_to_whoever_has_it(backend: Backend) -> None:
    receipt = await backend.applications.file("parking", 1)
    one = receipt.application
    told = await backend.applications.by_receipt(
        one.number, one.year, Secret(receipt.code), caller=CALLER
    )
    assert told == StatusTold(one)
    assert await backend.applications.receipt(one.id, by="vesely") == receipt


async def test_two_marks_with_one_number_are_told_apart_by_the_code(backend: Backend) -> None:
    first = await backend.applications.file("parking", 1)

    second = await backend.applications.file("complaint", None)

    def same_number(tx: Transaction) -> None:
        store.set_columns(tx, second.application.id, number=first.application.number)

    await backend.database.write(same_number)
    number = first.application.number
    for receipt in (first, second):
        told = await backend.applications.by_receipt(number, 2026, Secret(receipt.code))
        assert isinstance(told, StatusTold)
        assert told.application.id == receipt.application.id


async def test_the_third_wrong_code_locks_the_caller_everywhere_and_nobody_else(
    backend: Backend, clock: SetClock
) -> None:
    receipt = await backend.applications.file("parking", 1)
    one, other = receipt.application, await backend.applications.file("parking", 2)
    ask = backend.applications.by_receipt
    wrong = Secret("472009" if receipt.code != "472009" else "310276")
    assert await ask(one.number, 2026, wrong, caller=CALLER) == WrongCode(2)
    assert await ask(one.number, 2026, wrong, caller=CALLER) == WrongCode(1)
    assert await ask(one.number, 2026, wrong, caller=CALLER) == ReceiptLocked(30)
    right = Secret(receipt.code)
    assert isinstance(await ask(one.number, 2026, right, caller="+420777000998"), StatusTold)
    elsewhere = await ask(other.application.number, 2026, Secret(other.code), caller=CALLER)
    assert isinstance(elsewhere, ReceiptLocked)
    clock.advance(timedelta(minutes=30))
    assert isinstance(await ask(one.number, 2026, right, caller=CALLER), StatusTold)


async def test_the_third_caller_locked_out_locks_the_number_for_all(
    backend: Backend, clock: SetClock
) -> None:
    receipt = await backend.applications.file("parking", 1)
    number, ask = receipt.application.number, backend.applications.by_receipt
    wrong = Secret("472009" if receipt.code != "472009" else "310276")
    for caller in (CALLER, "+420777000998", None):
        for left in (2, 1):
            told = await ask(number, 2026, wrong, caller=caller, call_id="call-1")
            assert told == WrongCode(left)
        told = await ask(number, 2026, wrong, caller=caller, call_id="call-1")
        assert told == ReceiptLocked(30)
    right = Secret(receipt.code)
    assert await ask(number, 2026, right, caller="+420777000997") == ReceiptLocked(30)
    clock.advance(timedelta(minutes=30))
    assert isinstance(await ask(number, 2026, right, caller="+420777000997"), StatusTold)


async def test_an_unknown_number_counts_as_a_wrong_code_does(backend: Backend) -> None:
    for left in (2, 1):
        told = await backend.applications.by_receipt(999_999, 2026, Secret("472009"), caller=CALLER)
        assert told == WrongCode(left)


async def test_the_same_key_counts_one_try(backend: Backend) -> None:
    for _ in range(5):
        told = await backend.applications.by_receipt(
            999_998, 2026, Secret("472009"), caller=CALLER, key="call-7/code"
        )
        assert told == WrongCode(2)
