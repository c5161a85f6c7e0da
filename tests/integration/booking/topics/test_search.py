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
