import pytest

from booking.errors import NotFound
from booking.ground.database import Database
from booking.ground.secrets import Hashing, Secret
from booking.staff.model import Role
from booking.staff.service import Staff
from booking.staff.store import staff as staff_table


@pytest.fixture
def staff(town: Database, hashing: Hashing) -> Staff:
    return Staff(town, hashing)


async def test_the_demo_has_all_roles_and_operators_for_every_language(staff: Staff) -> None:
    members = await staff.list()
    assert {member.role for member in members} == set(Role)
    operators = [member for member in members if member.role is Role.OPERATOR]
    assert {code for member in operators for code in member.skills} >= {"cs", "en", "uk"}


async def test_the_right_password_tells_who_it_is(staff: Staff) -> None:
    found = await staff.check_password("novakova", Secret("jablko-strecha-47"))
    assert found == await staff.get("novakova")
    assert found.skills["passport"] == 5


@pytest.mark.parametrize(
    ("username", "password"),
    [("novakova", "jablko-strecha-48"), ("novakova", ""), ("nobody", "jablko-strecha-47")],
)
async def test_a_wrong_password_or_name_tells_nothing(
    staff: Staff, username: str, password: str
) -> None:
    assert await staff.check_password(username, Secret(password)) is None


async def test_who_has_left_cannot_log_in(staff: Staff, town: Database) -> None:
    await town.write(lambda tx: tx.execute(staff_table.update().values(active=False)))
    assert await staff.check_password("novakova", Secret("jablko-strecha-47")) is None
    with pytest.raises(NotFound):
        await staff.get("nobody")
