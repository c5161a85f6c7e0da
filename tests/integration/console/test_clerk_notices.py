"""A clerk's wish for letters about their applications, by requests."""

from booking.api import Backend
from tests.integration.console.conftest import Visitor
from tests.integration.console.test_clerk import post
from tests.support.console import CLERK, OPERATOR

PAGE = "/clerk/applications/notices"
ON = 'name="wanted" type="checkbox" value="1" checked'


async def test_a_clerk_turns_letters_on_and_off(visitor: Visitor, backend: Backend) -> None:
    await visitor.log_in(CLERK)
    assert ON not in (await visitor.get(PAGE)).text
    told = await post(visitor, PAGE, PAGE, wanted="1", email=" clerk@lipov.example ")
    assert "budou chodit na tuto adresu" in told
    assert 'value="clerk@lipov.example"' in told
    assert ON in told
    assert await backend.staff.notice_address(CLERK) == "clerk@lipov.example"
    assert "jsou vypnuté" in await post(visitor, PAGE, PAGE, email="clerk@lipov.example")
    assert await backend.staff.notice_address(CLERK) is None


async def test_what_is_no_address_is_told_and_keeps_what_was(
    visitor: Visitor, backend: Backend
) -> None:
    await visitor.log_in(CLERK)
    await post(visitor, PAGE, PAGE, wanted="1", email="clerk@lipov.example")
    for wrong in ("", "nobody", "a b@c"):
        told = await post(visitor, PAGE, PAGE, wanted="1", email=wrong)
        assert "To není e-mailová adresa" in told
    assert await backend.staff.notice_address(CLERK) == "clerk@lipov.example"


async def test_nobody_else_gets_in(visitor: Visitor) -> None:
    await visitor.log_in(OPERATOR)
    assert (await visitor.get(PAGE)).status_code == 403
