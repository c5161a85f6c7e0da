import pytest
from sqlalchemy import update

from booking.errors import NotFound
from booking.ground.database import Database
from booking.staff.model import Role
from booking.staff.service import Staff
from booking.staff.store import staff as staff_table


@pytest.fixture
def staff(town: Database) -> Staff:
    return Staff(town)


async def test_the_demo_has_all_roles_and_operators_for_every_language(staff: Staff) -> None:
    members = await staff.list()
    assert {member.role for member in members} == set(Role)
    operators = [member for member in members if member.role is Role.OPERATOR]
    assert {code for member in operators for code in member.skills} >= {"cs", "en", "uk"}


async def test_nobody_is_found_by_a_username_that_nobody_has(staff: Staff) -> None:
    assert (await staff.get("novakova")).skills["passport"] == 5
    with pytest.raises(NotFound):
        await staff.get("nobody")


async def test_those_who_work_here_are_found_by_what_was_heard(
    staff: Staff, town: Database
) -> None:
    [found, *_] = await staff.search("panu veselému")
    assert found.username == "vesely"
    assert await staff.search("") == []
    gone = update(staff_table).where(staff_table.c.username == "vesely").values(active=False)
    await town.write(lambda tx: tx.execute(gone))
    assert "vesely" not in [one.username for one in await staff.search("vesely")]
