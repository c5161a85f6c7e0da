"""What is filed by keys: by anybody, counted by number, with a receipt to be sent."""

from datetime import timedelta

import pytest

from booking.api import (
    ApplicationFiled,
    ApplicationQuery,
    ApplicationStatusChanged,
    Backend,
    FilingChannel,
    Language,
    LimitReached,
    NotFound,
    ReceiptMessageAsked,
    Refused,
    Secret,
    SetClock,
    StatusTold,
    unhandled,
)
from booking.ground.events import Event

CALLER = "+420777000321"
LANDLINE = "+420596123456"
MOST = 100
"""The demo's own limit."""


async def file(backend: Backend, phone: str | None = CALLER, key: str | None = None) -> int:
    receipt = await backend.applications.file(
        "waste-collection",
        None,
        phone,
        "Lidická 5",
        "Nevyvezená nádoba",
        FilingChannel.PHONE,
        key=key,
    )
    return receipt.application.id


def told(backend: Backend, kind: type[Event]) -> list[Event]:
    found = backend.database.run(lambda tx: unhandled(tx.connection, 1000))
    return [one.event for one in found if isinstance(one.event, kind)]


async def test_anybody_files_and_asks_with_number_and_code(backend: Backend) -> None:
    receipt = await backend.applications.file("grievance", None, CALLER)
    one = receipt.application
    assert (one.citizen_id, one.number, one.mark) == (None, 1, "MULI-ST")
    assert one.deadline is not None
    assert (one.deadline - one.filed_on).days >= 60, "500/2004 Sb., § 175"
    asked = await backend.applications.by_receipt(one.number, one.year, Secret(receipt.code))
    assert asked == StatusTold(one)


async def test_a_number_files_so_often_a_day_and_an_operator_goes_on(backend: Backend) -> None:
    for _ in range(MOST):
        await file(backend)
    with pytest.raises(LimitReached) as reached:
        await file(backend)
    assert reached.value.limit == "number_filings_day"
    by_phone = ApplicationQuery(channels=frozenset({FilingChannel.PHONE}))
    assert len(await backend.applications.find(by_phone, 1000)) == MOST
    await file(backend, LANDLINE)
    await backend.applications.file(
        "waste-collection", None, CALLER, channel=FilingChannel.OPERATOR, by="novakova"
    )


async def test_hidden_numbers_together_file_so_often_an_hour_and_others_go_on(
    backend: Backend, clock: SetClock
) -> None:
    for _ in range(MOST):
        await file(backend, None)
    with pytest.raises(LimitReached) as reached:
        await file(backend, None)
    assert reached.value.limit == "hidden_filings_hour"
    await file(backend, LANDLINE)
    known = "waste-collection", 1, None
    await backend.applications.file(*known, channel=FilingChannel.PHONE)
    clock.advance(timedelta(hours=1))
    await file(backend, None)


async def test_the_same_command_files_once(backend: Backend) -> None:
    assert await file(backend, key="k") == await file(backend, key="k")
    assert len(told(backend, ApplicationFiled)) == 1


async def test_the_receipt_goes_to_a_number_that_is_keyed_and_so_does_the_news(
    backend: Backend,
) -> None:
    made = await file(backend, LANDLINE)
    await backend.applications.send_receipt(made, phone=CALLER, language=Language.UK)
    [asked] = told(backend, ReceiptMessageAsked)
    assert isinstance(asked, ReceiptMessageAsked)
    assert (asked.phone, asked.language) == (CALLER, Language.UK)
    await backend.applications.change_status(made, "solved", by="vesely", remark="Hotovo.")
    [changed] = told(backend, ApplicationStatusChanged)
    assert isinstance(changed, ApplicationStatusChanged)
    assert (changed.phone, changed.remark, changed.is_answered) == (CALLER, None, True)


async def test_a_receipt_of_nothing_or_to_nowhere_is_refused(backend: Backend) -> None:
    with pytest.raises(NotFound):
        await backend.applications.send_receipt(9999, phone=CALLER, language=Language.CS)
    made = await file(backend)
    with pytest.raises(Refused, match="phone"):
        await backend.applications.send_receipt(made, phone="12", language=Language.CS)
    assert told(backend, ReceiptMessageAsked) == []


async def test_a_suggestion_goes_its_way_to_its_end(backend: Backend) -> None:
    made = await file(backend)
    for state in ("forwarded", "processing", "solved", "processing", "set-aside"):
        one = await backend.applications.change_status(made, state, by="vesely")
    assert one.is_final
    with pytest.raises(Refused):
        await backend.applications.change_status(made, "processing", by="vesely")
