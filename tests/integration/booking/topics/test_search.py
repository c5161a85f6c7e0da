"""Life situations found by a few letters."""

import pytest

from booking.api import Backend, Language


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("pas", "passport"),
        ("pasz", "passport"),
        ("občanka", "identity-card"),
        ("popelnice", "municipal-waste"),
        ("řidičák", "driving-licence"),
        ("kaceni stromu", "tree-felling"),
        ("ztratil jsem", "lost-document"),
        ("stehovani", "residence"),
        ("auto", "vehicle-transfer"),
        ("výpis z rejstříku", "criminal-record"),
        ("zápis nového auta", "vehicle-registration"),
        ("odhlasit auto", "vehicle-deregistration"),
        ("ztracený řidičák", "driving-licence-loss"),
        ("ukradly ridicsky prukaz", "driving-licence-loss"),
        ("poplatek za psa", "dog-fee"),
        ("pejsek", "dog-fee"),
        ("zabor chodniku", "public-space"),
        ("lešení", "public-space"),
        ("ztráty a nálezi", "lost-property"),
        ("našel jsem peněženku", "lost-property"),
        ("rodni list", "registry-copy"),
        ("umrtni list", "registry-copy"),
        ("svadba", "marriage"),
        ("snatek na radnici", "marriage"),
        ("superdavka", "social-assistance"),
        ("přídavky na děti", "social-assistance"),
        ("datofka", "data-box"),
        ("datová schránka", "data-box"),
        ("volicsky prukaz", "voter-card"),
        ("volby", "voter-card"),
        ("stavební povolení", "building-permit"),
        ("pergola", "building-permit"),
        ("modra zona", "resident-parking"),
        ("parkovani rezident", "resident-parking"),
        ("parkování pro invalidy", "disabled-parking"),
        ("občanství", "citizenship"),
        ("ověření podpysu", "verification"),
        ("zivnostak", "trade-licence"),
    ],
)
async def test_callers_words_find_the_topic(backend: Backend, text: str, first: str) -> None:
    found = await backend.topics.search(text, language=Language.CS)
    assert found[0].code == first


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("passport", Language.EN, "passport"),
        ("паспорт", Language.UK, "passport"),
        ("pas", Language.UK, "passport"),
        ("driving license", Language.EN, "driving-licence"),
        ("lost driving licence", Language.EN, "driving-licence-loss"),
        ("dog", Language.EN, "dog-fee"),
        ("birth certificate", Language.EN, "registry-copy"),
        ("wedding, getting maried", Language.EN, "marriage"),
        ("parking permit", Language.EN, "resident-parking"),
        ("disability parking", Language.EN, "disabled-parking"),
        ("building permit", Language.EN, "building-permit"),
        ("lost property", Language.EN, "lost-property"),
        ("vote", Language.EN, "voter-card"),
        ("собака", Language.UK, "dog-fee"),
        ("свідоцтво про народження", Language.UK, "registry-copy"),
        ("соціальна допомога", Language.UK, "social-assistance"),
        ("паркування", Language.UK, "resident-parking"),
        ("громадянство", Language.UK, "citizenship"),
        ("шлюб", Language.UK, "marriage"),
        ("скринька даних", Language.UK, "data-box"),
    ],
)
async def test_the_callers_language_counts_beside_czech(
    backend: Backend, text: str, language: Language, first: str
) -> None:
    assert (await backend.topics.search(text, language=language))[0].code == first


async def test_without_words_all_stand_in_their_order(backend: Backend) -> None:
    found = await backend.topics.search(" ", language=Language.CS)
    assert found == await backend.topics.list(current=True)


async def test_nothing_is_like_nonsense(backend: Backend) -> None:
    assert await backend.topics.search("xqzw", language=Language.CS) == []
