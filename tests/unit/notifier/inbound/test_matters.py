"""Which activity of Lípov is meant by a few words."""

import pytest

from booking.api import Backend
from notifier.inbound.reading.matters import Matters


@pytest.fixture
async def matters(backend: Backend) -> Matters:
    catalogue = backend.catalogue
    return Matters(
        await catalogue.services(),
        await catalogue.activities(),
        await backend.topics.list(),
        await catalogue.offices(),
    )


@pytest.mark.parametrize(
    ("words", "activity"),
    [
        ("pas", "passport.new"),
        ("pasy", "passport.new"),
        ("cestovní pas", "passport.new"),
        ("passport", "passport.new"),
        ("паспорт", "passport.new"),
        ("občanka", "identity-card.new"),
        ("OP", "identity-card.new"),
        ("občanský průkaz", "identity-card.new"),
        ("pas a občanský průkaz", "documents.both"),
        ("převzetí pasu", "passport.collection"),
        ("vyzvednout pas", "passport.collection"),
        ("collect passport", "passport.collection"),
        ("ztráta pasu", "passport.loss"),
        ("řidičák", "driving-licence.exchange"),
        ("driving licence", "driving-licence.exchange"),
        ("посвідчення водія", "driving-licence.exchange"),
        ("přepis auta", "vehicles.transfer"),
        ("popelnice", "municipal-waste.registration"),
        ("živnost", "trade-licences.registration"),
        ("ověření podpisu", "verification.signature"),
        ("občanství", "citizenship.consultation"),
    ],
)
def test_people_call_things_by_many_names(matters: Matters, words: str, activity: str) -> None:
    meant = matters.meant_by(words)
    assert meant.activity is not None
    assert (meant.activity.code, meant.is_sure) == (activity, True)


@pytest.mark.parametrize("words", ["pasprt", "pas dítě", "převzetí občanky"])
def test_what_was_not_wholly_recognised_is_not_sure(matters: Matters, words: str) -> None:
    meant = matters.meant_by(words)
    assert meant.activity is not None
    assert not meant.is_sure


@pytest.mark.parametrize("words", ["pas a občanka", "pas a občanku", "občanku i pas"])
def test_two_things_at_once_are_what_is_done_at_one_visit(matters: Matters, words: str) -> None:
    meant = matters.meant_by(words)
    assert meant.activity is not None
    assert (meant.activity.code, meant.rivals) == ("documents.both", ())


@pytest.mark.parametrize("words", ["doklady", "oba doklady", "doklad"])
def test_nobody_is_taken_to_have_lost_what_they_only_name(matters: Matters, words: str) -> None:
    assert matters.meant_by(words).activity is None


@pytest.mark.parametrize("words", ["průkaz", "посвідчення"])
def test_what_may_be_several_things_has_rivals(matters: Matters, words: str) -> None:
    meant = matters.meant_by(words)
    assert {one.service for one in meant.rivals} >= {"driving-licence"}
    assert not meant.is_sure


@pytest.mark.parametrize("words", ["", "xyzzy", "stavba", "pes", "lékař"])
def test_what_is_not_done_here_is_nothing(matters: Matters, words: str) -> None:
    assert matters.meant_by(words).activity is None


@pytest.mark.parametrize(
    ("words", "office"), [("pas lidická", "lidicka"), ("pas radnice", "nadrazni")]
)
def test_a_place_may_be_named(matters: Matters, words: str, office: str) -> None:
    meant = matters.meant_by(words)
    assert meant.activity is not None
    assert meant.office is not None
    assert (meant.activity.code, meant.office.code) == ("passport.new", office)
