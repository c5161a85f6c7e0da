import shutil
from datetime import date
from functools import partial
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from booking.agreements.service import Agreements
from booking.agreements.store import agreements as agreements_table
from booking.citizens.service import Citizens
from booking.errors import TownFileError
from booking.ground.clock import SetClock
from booking.ground.database import Database
from booking.ground.secrets import Hashing, Secret
from booking.ground.tables import metadata
from booking.ground.transaction import Transaction
from booking.ready_dates.store import find as find_ready_date
from booking.town.catalogue import read_catalogue
from booking.town.people import Added, apply_people, read_people
from tests.support.databases import LIPOV

Codes = dict[str, set[str]]


@pytest.fixture(scope="session")
def codes() -> Codes:
    """What Lípov offers: the people's files name some of it."""
    offered = read_catalogue(LIPOV)
    return {
        "services": {service.code for service in offered.services},
        "activities": {activity.code for activity in offered.activities},
    }


class CountingHashing(Hashing):
    def __init__(self, inner: Hashing) -> None:
        self.made = 0
        self._inner = inner

    def hash(self, secret: Secret) -> str:
        self.made += 1
        return self._inner.hash(secret)


async def test_the_demo_is_complete_and_a_second_import_changes_and_hashes_nothing(
    database: Database, clock: SetClock, hashing: Hashing, codes: Codes
) -> None:
    people = read_people(LIPOV, **codes)
    counting = CountingHashing(hashing)
    first = await apply_people(database, clock, counting, people)
    assert first == Added(
        citizens=40, agreements=10, applications=30, ready_dates=3, staff=10, topics=26
    )
    assert counting.made == 20
    before = _everything(database)
    again = await apply_people(database, clock, counting, people)
    assert again == Added(0, 0, 0, 0, 0, 0)
    assert counting.made == 20
    assert _everything(database) == before


async def test_every_demo_login_and_pin_opens_its_agreement(
    town: Database, hashing: Hashing
) -> None:
    agreements = Agreements(town, hashing)
    entries = yaml.safe_load((LIPOV / "citizens.yaml").read_text())["citizens"]
    for entry in entries[:10]:
        claim = await agreements.check_login(Secret(entry["agreement"]["login"]))
        said = await agreements.verify(claim, Secret(entry["agreement"]["pin"]), caller=None)
        assert said.kind == "verified"
        assert (await Citizens(town).get(said.citizen_id)).code == entry["code"]


async def test_citizens_are_found_by_their_number(town: Database) -> None:
    found = await Citizens(town).by_phone("+420777000321")
    assert [citizen.name for citizen in found] == ["Marie Dvořáková"]
    assert await Citizens(town).by_phone("+420777999999") == []


async def test_documents_of_the_model_dialogue_are_ready(town: Database) -> None:
    for service in ("passport", "identity-card"):
        ready = town.run(partial(find_ready_date, service=service))
        assert ready is not None
        assert ready.day >= date(2026, 11, 3)


async def test_logins_and_pins_stand_nowhere_but_in_the_login_column(
    town: Database, hashing: Hashing
) -> None:
    agreements = Agreements(town, hashing)
    unknown = await agreements.check_login(Secret("92746154"))
    await agreements.verify(unknown, Secret("739251"), caller="+420601000001", key="call-1/pin#1")
    claim = await agreements.check_login(Secret("47201533"))
    await agreements.verify(claim, Secret("739251"), caller="+420601000001", key="call-1/pin#2")
    await agreements.verify(claim, Secret("836104"), caller="+420601000001", key="call-1/pin#3")
    entries = yaml.safe_load((LIPOV / "citizens.yaml").read_text())["citizens"][:10]
    pins = {entry["agreement"]["pin"] for entry in entries} | {"739251"}
    logins = {entry["agreement"]["login"] for entry in entries} | {"92746154"}
    for table, column, value in _cells(town):
        assert not any(pin in value for pin in pins), (table, column)
        if (table, column) != ("agreements", "login"):
            assert not any(login in value for login in logins), (table, column)
    hashes = town.run(lambda tx: tx.all(select(agreements_table.c.pin_hash)))
    assert all(row.pin_hash.startswith("$argon2id$") for row in hashes)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("citizens.yaml", 'pin: "836104"', 'pin: "121212"', "c01: pin: this PIN is too easy"),
        ("citizens.yaml", "47201533", "47201534", "c01: login: eight digits are needed"),
        ("citizens.yaml", "51839262", "47201533", "c01: login: somebody else has the same"),
        ("citizens.yaml", "code: c02", "code: c01", "c01: two citizens have this code"),
        ("citizens.yaml", "given: Marie", "givven: Marie", "citizens.0.givven: Extra inputs"),
        ("citizens.yaml", "+420777000321", "777000321", "c01: phone: a number in international"),
        ("citizens.yaml", 'pin: "836104"', "pin: 836104", "agreement.pin: Input should be a valid"),
        ("applications.yaml", "citizen: c01", "citizen: c99", "there is no citizen 'c99'"),
        ("applications.yaml", "kind: tree-felling", "kind: trees", "there is no such kind"),
        ("applications.yaml", "service: municipal-waste", "service: x", "there is no service 'x'"),
        ("applications.yaml", "number: 131", "number: 123", "the same reference number"),
        ("applications.yaml", "state: processing}", "state: closed}", "closed does not become"),
        ("ready_dates.yaml", "service: passport", "service: x", "x: there is no such service"),
        ("ready_dates.yaml", "days_ago: 14", "days_ago: -1", "greater than or equal to 0"),
        ("staff.yaml", "passport: 5", "passport: 6", "staff.0.skills.passport: Input should be"),
        ("staff.yaml", "passport: 5", "pasport: 5", "there is no service or language 'pasport'"),
        ("staff.yaml", "jablko-strecha-47", "jablko", "password: 10 characters at least"),
        ("staff.yaml", "username: marek", "username: novakova", "two have this username"),
        ("topics/passport.yaml", "šest set korun", "600 korun", "fee.spoken: cs: the digit 6"),
        ("topics/passport.yaml", "code: passport", "code: residence", "two topics have the same"),
        ("topics/passport.yaml", "activity: passport.new", "activity: x", "no activity 'x'"),
        ("topics/passport.yaml", "valid_to: 2027", "valid_to: x", "valid_to: Input should be"),
    ],
)
def test_an_error_names_file_place_and_reason_and_no_secret(
    tmp_path: Path, codes: Codes, file: str, old: str, new: str, message: str
) -> None:
    town = tmp_path / "town"
    shutil.copytree(LIPOV, town)
    text = (town / file).read_text()
    assert old in text
    (town / file).write_text(text.replace(old, new))
    with pytest.raises(TownFileError) as caught:
        read_people(town, **codes)
    assert message in str(caught.value)
    assert caught.value.file in {file, file.partition("/")[0], "topics/residence.yaml"}
    chain = f"{caught.value} {caught.value.__cause__}"
    assert not any(secret in chain for secret in ("836104", "121212", "47201533", "47201534"))


def _everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    tables = metadata.sorted_tables
    return database.run(
        lambda tx: {table.name: [tuple(row) for row in tx.all(select(table))] for table in tables}
    )


def _cells(database: Database) -> list[tuple[str, str, str]]:
    return [
        (table.name, column, str(value))
        for table in metadata.sorted_tables
        for row in database.run(partial(Transaction.all, statement=select(table)))
        for column, value in row._asdict().items()
    ]
