"""A suggestion on a real line: filed by keys, confirmed by SMS, asked for by number and code."""

import re

from tests.support.linka import Linka, Telephones

CALLER = "777000555"


async def test_a_suggestion_is_filed_by_keys_and_told_by_its_code(
    linka: Linka, phones: Telephones
) -> None:
    filed = await phones.ring(["!2", "!4", "!1", "!1", "!2", "543#", "1", "5#", "1"], caller=CALLER)
    said = [line.text for line in filed.lines if line.who == "linka"]
    assert any(
        line.startswith("Podnět ke svozu odpadu. Nevyvezená nádoba. Lidická číslo pět.")
        for line in said
    )
    assert said[-1].startswith("Zapsali jsme: Podnět ke svozu odpadu, číslo ")
    assert said[-1].endswith("Na shledanou.")

    [sent] = await linka.until(
        "SELECT * FROM messages WHERE template = 'application_filed' AND sent_at IS NOT NULL"
    )
    assert sent["recipient"] == f"+420{CALLER}"
    told = re.search(r"cislo (\d+)/(\d{4}), kod (\d{6})", sent["text"])
    assert told is not None
    number, year, code = told.groups()
    [row] = linka.rows("SELECT * FROM applications WHERE channel = 'phone'")
    assert (row["place"], row["text"]) == ("Lidická 5", "Nevyvezená nádoba")
    assert row["citizen_id"] is None

    asked = await phones.ring(["!2", "!3", f"{number}#", year, code], caller="777000556")
    state = [line.text for line in asked.lines if line.who == "linka"][5]
    assert state.startswith("Podnět ke svozu odpadu, číslo ")
    assert "čeká na zpracování" in state
