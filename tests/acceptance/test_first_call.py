"""What a citizen hears on the first call, and what is left of it."""

import re

from tests.support.linka import CALLER, Linka, Telephones, spoken_code

MAIN = (
    "Dobrý den, úřad města Lípova. Pro objednání na úřad stiskněte jedničku, pro stav žádosti "
    "dvojku, pro informace, co k vyřízení potřebujete, trojku, pro svůj účet čtyřku, pro operátora "
    "nulu. Українська: сім. English: eight."
)


async def test_the_welcome_is_heard_within_a_second_of_the_answer(phones: Telephones) -> None:
    # long enough for a promise that is kept late to be heard, and told as late
    conversation = await phones.ring("", stay=1.5)
    first = conversation.heard[0]
    assert first.segment.text.startswith("Dobrý den")
    assert first.start < 1.0
    assert conversation.rang < 1.0


async def test_four_ones_book_the_nearest_passport_visit(linka: Linka, phones: Telephones) -> None:
    conversation = await phones.ring("1 1 1 1", caller=CALLER)

    assert conversation.ended_by == "town"
    visit = linka.rows("SELECT * FROM visits WHERE phone = ?", f"+420{CALLER}")[-1]
    code = spoken_code(visit["code"])
    said = [line.text for line in conversation.lines if line.who == "linka"]
    assert said[0] == MAIN
    assert said[1] == (
        "Pro nový pas nebo občanský průkaz stiskněte jedničku, pro převzetí hotového dokladu "
        "dvojku, pro řidičský průkaz nebo vozidlo trojku, pro ostatní záležitosti čtyřku."
    )
    assert said[2] == (
        "Pro cestovní pas stiskněte jedničku, pro občanský průkaz dvojku, pro oba doklady trojku."
    )
    assert re.fullmatch(
        r"Nejbližší volný termín je .+ v \w+ hodin.*, Lidická pět\. Pro objednání stiskněte "
        r"jedničku, pro jinou hodinu dvojku, pro jiný den trojku, pro jiné pracoviště nebo více "
        r"osob čtyřku\.",
        said[3],
    )
    assert said[4] == (
        f"Termín je objednán. Kód objednávky: {code}. Opakuji: {code}. Přineste občanský průkaz "
        "a dosavadní pas, pokud jej máte. Vše posíláme v SMS na číslo končící na tři dva jedna. "
        "Na shledanou."
    )
    sms = (
        await linka.until(
            "SELECT * FROM messages WHERE channel = 'sms' AND sent_at IS NOT NULL AND about = ?",
            f"visit:{visit['id']}",
        )
    )[0]
    assert visit["code"] in sms["text"]
    assert sms["recipient"] == f"+420{CALLER}"
