"""A hundred thousand citizens, named as in Czech towns, and names as they are misheard."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from booking.api import Database, Transaction, add_many, metadata

CITIZENS = 100_000

HEARD = (
    "dvorzakova",
    "chavlik",
    "vlčka",
    "novakovou",
    "petru simkovou",
    "cermak josev",
    "marie prochaskova",
    "visina",
    "swoboda jirži",
    "kučerova lipova",
    "zelenkova anna 1955",
    "hanak",
)
"""What an operator types who has heard a name with one ear: rare names and common ones."""

_KNOWN = (
    "Novák Svoboda Novotný Dvořák Černý Procházka Kučera Veselý Horák Němec Pokorný Marek Pospíšil"
    " Hájek Jelínek Král Růžička Beneš Fiala Sedláček Doležal Zeman Kolář Krejčí Navrátil Čermák"
    " Vaněk Urban Blažek Kříž Kovář Vlček Havlík Šimek Polák Musil Kopecký Konečný Malý Holub"
    " Štěpánek Staněk Kadlec Dostál Soukup Šťastný Mareš Moravec Sýkora Tichý Valenta Vávra"
    " Matoušek Bláha Ševčík Bureš Hruška Mašek Dušek Pavlík Zelenka Hanák Vyžina"
)
_GIVEN = (
    "Jiří Jan Petr Josef Pavel Martin Jaroslav Tomáš Miroslav Zdeněk Václav Michal František"
    " Marie Jana Eva Hana Anna Lenka Kateřina Věra Lucie Alena Ludmila Petra Martina Jaroslava"
)
_FEMALE_FROM = 13
_STREETS = (
    "Lipová Zahradní Školní Nádražní Lidická Polní Krátká Sokolská Husova Komenského Luční Nová"
    " Palackého Jiráskova Riegrova Smetanova Dvořákova Tyršova Havlíčkova Mlýnská Údolní Dlouhá"
)
_FIRST = (
    "Ba Be Bo Bre Do Dra Fa Ha Hla Hru Ja Je Ka Kle Kra Ku La Le Ma Me Mi Na Pe Po Pro Ra Ro Sla"
)
_MIDDLE = "ba ce da de ho ja ka la le li ma mi na ne ní po ra ro se sta ti to va ve vi vo za ža"
_LAST = "cek ček čka dlo hal hlík ka l lík mek nek ník ra rek sek sta ška tek tka vec zek žel"


def names(seed: int) -> Iterator[tuple[str, str]]:
    """Given and family names without end: half of the people share the common ones."""
    dice = random.Random(seed)  # noqa: S311  no secret
    parts = [one.split() for one in (_FIRST, _MIDDLE, _LAST)]
    known, named = _KNOWN.split(), _GIVEN.split()
    while True:
        place = dice.randrange(len(named))
        family = dice.choice(known) if dice.random() < 0.5 else "".join(map(dice.choice, parts))
        yield named[place], _female(family) if place >= _FEMALE_FROM else family


async def settle(database: Database, count: int = CITIZENS) -> None:
    """So many citizens move into the town."""
    table = metadata.tables["citizens"]
    columns = (
        *("code", "kind", "name", "given", "family", "phone", "phone_verified", "email_verified"),
        *("language", "slow_speech", "born", "street", "town", "revision"),
    )

    def rows() -> Iterator[dict[str, Any]]:
        dice = random.Random(11)  # noqa: S311  no secret
        streets = _STREETS.split()
        for number, (given, family) in zip(range(count), names(13), strict=False):
            yield {
                "code": f"bench-{number}",
                "kind": "person",
                "name": f"{given} {family}",
                "given": given,
                "family": family,
                "phone": f"+420{603_000_000 + number}",
                "phone_verified": False,
                "email_verified": False,
                "language": "cs",
                "slow_speech": False,
                "born": date(1930, 1, 1) + timedelta(days=dice.randrange(33_000)),
                "street": f"{dice.choice(streets)} {dice.randrange(1, 200)}",
                "town": "Lípov",
                "revision": 1_000 + number,
            }

    def fill(tx: Transaction) -> int:
        return add_many(tx, table, columns, rows())

    await database.write(fill)


def _female(family: str) -> str:
    if family.endswith(("ý", "í")):
        return f"{family[:-1]}á" if family.endswith("ý") else family
    return f"{family.removesuffix('a')}ová"
