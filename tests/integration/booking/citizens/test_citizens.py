import pytest

from booking.citizens.service import Citizens
from booking.errors import NotFound
from booking.ground.database import Database
from booking.language import Language


async def test_language_and_pace_are_remembered(town: Database) -> None:
    citizens = Citizens(town)
    await citizens.remember_speech(1, Language.UK, slow=True, key="call-1/speech")
    await citizens.remember_speech(1, Language.CS, slow=False, key="call-1/speech")
    citizen = await citizens.get(1)
    assert (citizen.language, citizen.slow_speech) == (Language.UK, True)


async def test_who_is_not_there_is_not_found(town: Database) -> None:
    citizens = Citizens(town)
    with pytest.raises(NotFound):
        await citizens.get(999)
    with pytest.raises(NotFound):
        await citizens.remember_speech(999, Language.CS, slow=False)
    assert await citizens.by_phone("+420777999999") == []


async def test_only_verified_contacts_may_get_something_personal(town: Database) -> None:
    citizen = await Citizens(town).get(6)
    assert citizen.email is not None
    assert citizen.reachable_email is None
    assert citizen.reachable_phone == citizen.phone
