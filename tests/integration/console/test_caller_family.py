"""The caller's panel: several things at one visit."""

from booking.api import Backend, SetClock, VisitPart
from tests.support.panel import KNOWN, NEW, Panel, arrive

CARD = "identity-card.new"


async def test_a_family_is_booked_as_one_visit(
    panel: Panel, backend: Backend, clock: SetClock
) -> None:
    await arrive(backend.database, clock)
    await panel.open(tab="book", service="passport")
    assert "Při téže návštěvě také" in panel.plain
    await panel.open(tab="book", service="passport", persons="2", also=CARD, also_n="1")
    await panel.does("hold", slot=panel.slots()[0])
    assert "cestovní pas (2×), žádost o občanský průkaz" in panel.plain
    await panel.does("book", phone="777 000 321")
    [visit] = await backend.visits.of_phone(KNOWN)
    assert visit.parts == (VisitPart(NEW, 2), VisitPart(CARD, 1))
    assert "Přineste občanský průkaz" in panel.plain
    await panel.open(tab="visits")
    assert "cestovní pas (2×), žádost o občanský průkaz" in panel.plain
    await panel.open(tab="visits", visit=str(visit.id))
    await panel.does("hold", slot=panel.slots()[5], key="h2")
    await panel.does("move", key="m")
    assert (await backend.visits.get(visit.id)).parts == visit.parts


async def test_what_no_counter_does_together_is_not_offered(panel: Panel) -> None:
    await panel.open(tab="book", service="passport")
    rows = panel.text.split('name="also"')[1].split("</select>")[0]
    assert CARD in rows
    assert NEW not in rows
    assert "citizenship.certificate" not in rows
    await panel.open(tab="book", service="passport", also="citizenship.certificate")
    assert 'name="also_n"' not in panel.text


async def test_the_office_must_have_a_counter_for_all(panel: Panel, backend: Backend) -> None:
    await panel.open(tab="book", service="passport", also=CARD, office="nowhere")
    slots = await backend.visits.free(NEW, also=[VisitPart(CARD)], limit=3)
    assert len(panel.slots()) > len(slots) == 3
