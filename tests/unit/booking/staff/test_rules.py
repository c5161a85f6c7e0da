from booking.ground.secrets import Secret
from booking.language import Language
from booking.staff.model import Role, StaffMember
from booking.staff.rules import password_is_long_enough


def test_a_password_has_ten_characters_at_least() -> None:
    assert not password_is_long_enough(Secret("x" * 9))
    assert password_is_long_enough(Secret("x" * 10))


def test_skills_are_services_and_languages() -> None:
    skills = {"passport": 5, "cs": 5, "uk": 2}
    member = StaffMember("a", "A", Role.OPERATOR, skills, active=True)
    assert member.services() == {"passport": 5}
    assert member.languages() == {Language.CS: 5, Language.UK: 2}
