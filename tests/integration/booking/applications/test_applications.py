from datetime import date, timedelta

import pytest
from sqlalchemy import select

from booking.applications.events import ApplicationStatusChanged, StatusMessageAsked
from booking.applications.model import Application, ApplicationState
from booking.applications.service import Applications
from booking.catalogue.service import Directories
from booking.errors import NotFound, Refused
from booking.ground.audit import audit
from booking.ground.clock import SetClock
from booking.ground.database import Database
from booking.ground.events import Event, unhandled
from booking.language import Language, Wording

S = ApplicationState


@pytest.fixture
def applications(town: Database) -> Applications:
    return Applications(town, Directories())


@pytest.fixture
async def trees(applications: Applications) -> Application:
    found = await applications.by_reference(1, 123, 2026)
    assert found is not None
    return found


async def test_the_first_citizen_has_the_application_of_the_model_dialogue(
    applications: Applications,
) -> None:
    (mine,) = await applications.of(1)
    assert mine.kind_name.cs == "Žádost o kácení dřevin"
    assert (mine.number, mine.year, mine.state_name.cs) == (123, 2026, "se vyřizuje")
    assert mine.deadline == date(2026, 12, 3)
    assert mine.reference == "MULI-ZP/000123/2026"
    assert [change.state for change in mine.history] == [S.RECEIVED, S.PROCESSING]


async def test_all_states_occur_and_one_citizen_has_more_than_three(
    applications: Applications,
) -> None:
    found = await applications.recent(100)
    assert len(found) == 30
    assert {application.state for application in found} == set(S)
    assert len(await applications.of(3)) > 3
    assert await applications.of(10) == []


async def test_the_latest_change_comes_first(applications: Applications) -> None:
    changed = [application.changed_at for application in await applications.recent(10)]
    assert len(changed) == 10
    assert changed == sorted(changed, reverse=True)


async def test_a_reference_of_somebody_else_is_not_found(applications: Applications) -> None:
    assert await applications.by_reference(2, 123, 2026) is None
    assert await applications.by_reference(1, 123, 2025) is None


async def test_a_change_is_kept_with_history_event_and_trace(
    applications: Applications, trees: Application, town: Database, clock: SetClock
) -> None:
    after = await applications.change_status(
        trees.id, S.AWAITING, by="vesely", remark="Doplňte prosím nákres."
    )
    assert after.state == S.AWAITING
    assert after.deadline is None
    assert after.changed_at == clock.now()
    assert (after.history[-1].by, after.history[-1].remark) == ("vesely", "Doplňte prosím nákres.")
    event = _last(town)
    assert isinstance(event, ApplicationStatusChanged)
    assert event.reference == trees.reference
    assert event.state_name == Wording(
        "čeká na doplnění z vaší strany",
        "is waiting for documents from you",
        "очікує на доповнення від вас",
    )
    assert (event.phone, event.email) == ("+420777000321", "marie.dvorakova@example.com")
    traces = town.run(lambda tx: tx.all(select(audit).where(audit.c.did == "status-changed")))
    assert [(trace.who, trace.about) for trace in traces] == [("vesely", f"application:{trees.id}")]


async def test_an_unverified_contact_is_not_in_the_event(
    applications: Applications, town: Database
) -> None:
    parking = await applications.by_reference(6, 88, 2026)
    assert parking is not None
    await applications.change_status(parking.id, S.CLOSED, by="vesely")
    event = _last(town)
    assert isinstance(event, ApplicationStatusChanged)
    assert (event.phone, event.email) == ("+420732000106", None)


async def test_a_deadline_goes_on_or_is_replaced_while_it_runs(
    applications: Applications,
) -> None:
    relief = await applications.by_reference(2, 18, 2026)
    assert relief is not None
    same = await applications.change_status(relief.id, S.PROCESSING, by="vesely")
    assert same.deadline == relief.deadline
    await applications.change_status(relief.id, S.AWAITING, by="vesely")
    longer = await applications.change_status(
        relief.id, S.PROCESSING, by="vesely", deadline=date(2027, 1, 15)
    )
    assert longer.deadline == date(2027, 1, 15)


async def test_a_forbidden_change_leaves_nothing_behind(
    applications: Applications, trees: Application, town: Database
) -> None:
    with pytest.raises(Refused, match="processing does not become received"):
        await applications.change_status(trees.id, S.RECEIVED, by="vesely")
    assert await applications.by_reference(1, 123, 2026) == trees
    assert not isinstance(_last(town), ApplicationStatusChanged)
    with pytest.raises(NotFound):
        await applications.change_status(999, S.CLOSED, by="vesely")


async def test_the_same_key_changes_once(
    applications: Applications, trees: Application, town: Database, clock: SetClock
) -> None:
    first = await applications.change_status(trees.id, S.GRANTED, by="vesely", key="form-1")
    clock.advance(timedelta(minutes=1))
    again = await applications.change_status(trees.id, S.GRANTED, by="vesely", key="form-1")
    assert again == first
    told = [event for event in _all(town) if isinstance(event, ApplicationStatusChanged)]
    assert len(told) == 1


async def test_a_state_is_sent_once_to_the_number_that_the_caller_chose(
    applications: Applications, trees: Application, town: Database
) -> None:
    for _ in range(2):
        await applications.send_status(
            trees.id, phone="+420602000555", language=Language.EN, key="call-1/sms"
        )
    asked = [event for event in _all(town) if isinstance(event, StatusMessageAsked)]
    assert [(event.phone, event.language) for event in asked] == [("+420602000555", Language.EN)]
    assert asked[0].kind_name == trees.kind_name
    with pytest.raises(Refused, match="phone"):
        await applications.send_status(trees.id, phone="602000555", language=Language.CS)


def _all(town: Database) -> list[Event]:
    return [recorded.event for recorded in town.run(lambda tx: unhandled(tx.connection, 100))]


def _last(town: Database) -> Event:
    return _all(town)[-1]
