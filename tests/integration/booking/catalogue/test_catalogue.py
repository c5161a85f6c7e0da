from datetime import date, datetime

import pytest

from booking.api import PRAGUE, Backend, Language, NotFound, SetClock, Span


async def test_lipov_is_complete_enough_to_try_everything(backend: Backend) -> None:
    assert len(await backend.catalogue.offices()) == 2
    assert len(await backend.catalogue.services()) == 8
    assert len(await backend.catalogue.counters()) == 12
    for activity in await backend.catalogue.activities():
        assert await backend.visits.free(activity.code), activity.code


async def test_the_town_answers_to_its_number(backend: Backend) -> None:
    town = await backend.catalogue.town()
    assert (town.number, town.name.cs, town.genitive.cs) == ("844121314", "Lípov", "Lípova")
    assert town.operator_hours.on(date(2026, 11, 23)) == (Span(7 * 60, 17 * 60),)


async def test_a_passport_is_applied_for_at_lidicka_five(backend: Backend) -> None:
    activity = await backend.catalogue.activity("passport.new")
    assert activity.bring.cs == "Přineste občanský průkaz a dosavadní pas, pokud jej máte."
    first, *others = await backend.catalogue.offices("passport.new")
    assert (first.address.cs, first.short_address.cs) == ("Lidická pět", "Lidická")
    assert others


async def test_every_spoken_text_is_there_once_and_in_three_languages(backend: Backend) -> None:
    texts = await backend.catalogue.spoken_texts()
    assert len(texts) == len(set(texts)) > 100
    town = await backend.catalogue.town()
    streets = {street.wording for street in town.phone_filing.streets}
    assert streets
    assert streets <= set(texts)
    for text in set(texts) - streets:  # a street's name is the same in every language
        assert all(text.translated(language) for language in Language), text.cs


async def test_operators_are_told_open_by_the_one_clock(backend: Backend, clock: SetClock) -> None:
    assert await backend.catalogue.operators_open()
    clock.instant = datetime(2026, 12, 24, 9, tzinfo=PRAGUE)
    assert not await backend.catalogue.operators_open()
    assert await backend.catalogue.next_opening() == datetime(2026, 12, 28, 7, tzinfo=PRAGUE)


async def test_what_is_nowhere_is_not_found(backend: Backend) -> None:
    with pytest.raises(NotFound):
        await backend.catalogue.activity("passport.flying")
    with pytest.raises(NotFound):
        await backend.catalogue.office("nowhere")
    with pytest.raises(NotFound):
        await backend.catalogue.counter("lidicka-99")
    with pytest.raises(NotFound):
        await backend.catalogue.service("dogs")
