"""What somebody on the line may hear that was sent: by their number, or once they are known."""

import pytest

from booking.api import Application, Backend, Citizen, NotFound
from notifier.figures.service import Messages
from notifier.outbox import ChannelKind
from tests.integration.notifier.figures.conftest import Sender

CLERK = "vesely@lipov.example"


@pytest.fixture
async def filed(backend: Backend) -> Application:
    found = await backend.applications.by_reference(1, 123, 2026)
    assert found is not None
    return found


@pytest.fixture
async def citizen(backend: Backend, filed: Application) -> Citizen:
    """Whose application it is; their number is their own."""
    assert filed.citizen_id is not None
    found = await backend.citizens.get(filed.citizen_id)
    assert found.reachable_phone is not None
    return found


async def numbers(
    told: Messages, phone: str | None, citizen: int | None, limit: int = 10
) -> list[int]:
    return [one.id for one in await told.to_caller(phone, citizen, limit)]


async def test_by_a_number_alone_only_what_its_holder_may_know_is_told(
    sender: Sender, told: Messages, citizen: Citizen, filed: Application
) -> None:
    phone = citizen.reachable_phone
    visit = await sender.send(recipient=phone)
    for kind in (f"application:{filed.id}", f"citizen:{citizen.id}", "proof:1", "inbound:1"):
        await sender.send(recipient=phone, about=kind, template="application_status")
    topic = await sender.send(recipient=phone, about="topic:passport")
    waits = await sender.send(recipient=phone, about="waitlist:3")
    await sender.send()  # somebody else's
    assert await numbers(told, phone, None) == [waits, topic, visit]
    assert await numbers(told, phone, None, 2) == [waits, topic]


async def test_whoever_is_known_hears_of_all_that_is_theirs(
    sender: Sender, told: Messages, citizen: Citizen, filed: Application
) -> None:
    phone, about = citizen.reachable_phone, f"application:{filed.id}"
    visit = await sender.send(recipient=phone)
    status = await sender.send(recipient=phone, about=about, template="application_status")
    moved_away = await sender.send(about=about, template="application_status")
    await sender.send(
        channel=ChannelKind.EMAIL, recipient=CLERK, about=about, template="clerk_application"
    )
    await sender.send()
    assert await numbers(told, phone, citizen.id) == [moved_away, status, visit]
    assert await numbers(told, None, citizen.id) == [moved_away, status, visit]


async def test_who_rings_from_anothers_telephone_hears_of_both_but_not_of_the_others_affairs(
    sender: Sender, told: Messages, citizen: Citizen, filed: Application
) -> None:
    neighbour = "+420602123456"
    theirs = await sender.send(recipient=neighbour)
    await sender.send(recipient=neighbour, about="application:999", template="application_status")
    mine = await sender.send(about=f"application:{filed.id}", template="application_status")
    assert await numbers(told, neighbour, citizen.id) == [mine, theirs]


async def test_of_a_hidden_number_and_nobody_known_nothing_is_told(
    sender: Sender, told: Messages
) -> None:
    await sender.send()
    assert await numbers(told, None, None) == []


async def test_nobody_is_told_of_a_citizen_who_is_not_there(told: Messages) -> None:
    with pytest.raises(NotFound):
        await told.to_caller(None, 999_999)
