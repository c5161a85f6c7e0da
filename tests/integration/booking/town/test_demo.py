from booking.api import DemoAccounts, Role, Secret, demo_accounts, login_is_well_formed
from tests.support.databases import LIPOV


def test_the_demo_gives_its_accounts_away() -> None:
    accounts = demo_accounts(LIPOV)
    assert len(accounts.citizens) == 10
    assert all(login_is_well_formed(Secret(citizen.login)) for citizen in accounts.citizens)
    assert accounts.citizens[0].name == "Marie Dvořáková"
    operators = [member for member in accounts.staff if member.role is Role.OPERATOR]
    assert len(operators) == 6
    assert all(member.password for member in accounts.staff)


def test_secrets_do_not_show_in_what_is_printed_by_chance() -> None:
    accounts: DemoAccounts = demo_accounts(LIPOV)
    shown = f"{accounts} {accounts!r}"
    assert not any(citizen.pin in shown for citizen in accounts.citizens)
    assert not any(member.password in shown for member in accounts.staff)
