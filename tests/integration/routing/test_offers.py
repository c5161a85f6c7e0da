"""Rings, answers, misses, as rows."""

import pytest

from booking.api import Language
from ivr.routing.api import (
    MISSED_BREAK,
    Asking,
    OfferOutcome,
    OfferOver,
    OperatorState,
    RequestState,
    WaitingCaller,
)
from ivr.routing.why import why
from tests.support.routing import RULES, House


async def test_a_caller_rings_at_the_best_and_is_answered(house: House) -> None:
    await house.seat("prochazka", "novakova")
    asked = Asking("call-1", Language.CS, "+420777654321", "passport", "passport.new", "main", 7)
    await house.requests.ask(asked)
    played = await house.play()
    assert await house.rings() == [("call-1", "novakova")]
    (made,) = played.made
    assert [one.offer for one in (await house.requests.duties("linka")).rings] == [made.id]
    ringing = await house.desk.offer_of("novakova")
    assert ringing is not None
    assert ringing.request.asked == asked
    assert await house.take("novakova") == "call-1"
    served = await house.desk.request_of("novakova")
    assert served is not None
    assert (served.state, served.operator) == (RequestState.ANSWERED, "novakova")
    assert await house.state("novakova") is OperatorState.TALKING
    assert (await house.requests.duties("linka")).rings == ()


async def test_a_missed_ring_goes_on_to_the_next_and_the_place_is_kept(house: House) -> None:
    await house.seat("novakova", "polakova")
    first = await house.ask("call-1", "passport")
    await house.play()
    played = await house.play(after=RULES.ring_seconds)
    assert [one.operator for one in played.missed] == ["novakova"]
    assert await house.rings() == [("call-1", "polakova")]
    request = await house.requests.of_call("call-1")
    assert request is not None
    assert request.asked_at == first.asked_at
    assert await house.state("novakova") is OperatorState.AVAILABLE


async def test_only_several_missed_rings_in_a_row_lead_to_a_break(house: House) -> None:
    await house.seat("novakova")
    await house.ask("call-1", "passport")
    await house.play()
    states = []
    for _ in range(RULES.misses_before_break):
        await house.play(after=RULES.ring_seconds)
        states.append(await house.state("novakova"))
    ringing = [OperatorState.RINGING] * (RULES.misses_before_break - 1)
    assert states == [*ringing, OperatorState.BREAK]
    status = await house.desk.state_of("novakova")
    assert status.reason == MISSED_BREAK
    assert not await house.play(after=100)


async def test_an_answer_forgives_the_missed_rings_before(house: House) -> None:
    await house.seat("novakova")
    for number in range(RULES.misses_before_break + 1):
        await house.ask(f"call-{number}")
        await house.play()
        await house.play(after=RULES.ring_seconds)
        await house.take("novakova")
        assert (await house.desk.state_of("novakova")).misses == 0
        await house.requests.ended(f"call-{number}")
        await house.desk.finish(f"call-{number}", "informed")


async def test_an_answer_that_comes_twice_is_one_talk(house: House) -> None:
    await house.seat("novakova")
    await house.ask("call-1")
    (offer,) = (await house.play()).made
    first = await house.requests.answered(offer.id)
    assert await house.desk.answer(offer.id) == first


async def test_an_answer_that_comes_too_late_is_told(house: House) -> None:
    await house.seat("novakova", "polakova")
    await house.ask("call-1", "passport")
    (offer,) = (await house.play()).made
    await house.play(after=RULES.ring_seconds)
    with pytest.raises(OfferOver):
        await house.requests.answered(offer.id)
    with pytest.raises(OfferOver):
        await house.desk.answer(12345)
    assert await house.rings() == [("call-1", "polakova")]


async def test_a_refused_caller_goes_to_the_next_and_comes_back_after_a_while(
    house: House,
) -> None:
    await house.seat("novakova")
    await house.ask("call-1", "passport")
    (offer,) = (await house.play()).made
    await house.desk.refuse(offer.id, "a colleague knows it")
    await house.desk.refuse(offer.id)
    assert not await house.play()
    assert await house.state("novakova") is OperatorState.AVAILABLE
    assert not await house.play(after=RULES.refused_seconds - 1)
    assert (await house.play(after=1)).made


async def test_who_hangs_up_while_it_rings_takes_nothing_from_the_operator(house: House) -> None:
    await house.seat("novakova", "polakova")
    before = await house.desk.state_of("novakova")
    await house.ask("call-1")
    (offer,) = (await house.play()).made
    assert offer.operator == "novakova"
    gone = await house.requests.ended("call-1")
    assert gone is not None
    assert gone.state is RequestState.ABANDONED
    after = await house.desk.state_of("novakova")
    assert (after.state, after.free_since) == (OperatorState.AVAILABLE, before.free_since)
    await house.ask("call-2")
    await house.play()
    assert await house.rings() == [("call-2", "novakova")]


async def test_who_leaves_for_a_call_back_waits_no_longer(house: House) -> None:
    await house.ask("call-1")
    left = await house.requests.withdraw("call-1", RequestState.CALLBACK)
    assert left is not None
    assert (left.state, left.ended_at) == (RequestState.CALLBACK, house.clock.now())
    assert await house.requests.ended("call-1") is None
    assert await house.desk.waiting() == []


async def test_a_call_back_that_comes_after_the_answer_changes_nothing(house: House) -> None:
    await house.seat("novakova")
    await house.ask("call-1")
    await house.play()
    await house.take("novakova")
    kept = await house.requests.withdraw("call-1", RequestState.CALLBACK)
    assert kept is not None
    assert kept.state is RequestState.ANSWERED


async def test_who_asks_again_keeps_the_place(house: House) -> None:
    first = await house.ask("call-1", "passport")
    await house.play(after=30)
    assert await house.ask("call-1", "passport") == first


async def test_the_same_command_does_not_ask_twice(house: House) -> None:
    asked = Asking("call-1", Language.CS)
    first = await house.requests.ask(asked, key="call-1/person")
    await house.requests.ended("call-1")
    again = await house.requests.ask(asked, key="call-1/person")
    assert (again.id, await house.desk.waiting()) == (first.id, [])


async def test_a_softphone_that_cannot_be_rung_counts_as_missed(house: House) -> None:
    await house.seat("novakova", "polakova")
    await house.ask("call-1", "passport")
    (offer,) = (await house.play()).made
    await house.requests.missed(offer.id, "no route")
    await house.requests.missed(offer.id, "no route")
    assert (await house.desk.state_of("novakova")).misses == 1
    await house.play()
    assert await house.rings() == [("call-1", "polakova")]


async def test_nobody_is_offered_whose_softphone_is_gone(house: House) -> None:
    await house.seat("novakova")
    await house.requests.detach("novakova", endpoint="an older one")
    await house.requests.detach("novakova", endpoint="phone-novakova")
    await house.ask("call-1")
    assert not await house.play()
    await house.requests.attach("novakova", node="linka", endpoint="new")
    assert (await house.play()).made


async def test_what_rings_at_a_softphone_that_goes_away_goes_on_at_once(house: House) -> None:
    await house.seat("novakova", "polakova")
    await house.ask("call-1", "passport")
    await house.play()
    await house.requests.detach("novakova", endpoint="phone-novakova")
    await house.play()
    assert await house.rings() == [("call-1", "polakova")]


async def test_a_call_back_asked_for_twice_by_one_command_is_left_once(house: House) -> None:
    await house.ask("call-1")
    callback = RequestState.CALLBACK
    left = await house.requests.withdraw("call-1", callback, key="call-1/leave")
    assert await house.requests.withdraw("call-1", callback, key="call-1/leave") == left


async def test_a_wrong_skill_never_rings_while_the_right_one_is_in_the_house(
    house: House,
) -> None:
    await house.seat("prochazka", "bondarenko")
    await house.ask("call-1", "passport", Language.UK)
    await house.play()
    await house.take("bondarenko")
    await house.ask("call-2", "passport", Language.UK)
    for _ in range(20):
        await house.play(after=30)
        assert await house.rings() == []


async def test_the_queue_tells_place_and_expected_wait(house: House) -> None:
    await house.seat("horakova")
    await house.ask("call-1", "municipal-waste")
    await house.play(after=12)
    await house.take("horakova")
    await house.ask("call-2", "municipal-waste")
    await house.ask("call-3", "municipal-waste")

    def told(one: WaitingCaller) -> tuple[str, int, float | None]:
        return one.request.call_id, one.place.position, one.place.expected_seconds

    assert [told(one) for one in await house.desk.waiting()] == [
        ("call-2", 1, 12),
        ("call-3", 2, 12),
    ]
    place = await house.requests.place("call-3")
    assert place is not None
    assert (place.position, place.waiting) == (2, 2)
    assert await house.requests.place("call-1") is None


async def test_offers_keep_their_outcome(house: House) -> None:
    await house.seat("novakova")
    await house.ask("call-1")
    await house.play()
    await house.play(after=RULES.ring_seconds)
    await house.requests.ended("call-1")
    (story,) = await why(house.database, house.staff, RULES, "call-1")
    assert [one.offer.outcome for one in story.decided] == [
        OfferOutcome.MISSED,
        OfferOutcome.WITHDRAWN,
    ]
