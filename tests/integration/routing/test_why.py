from datetime import timedelta

from ivr.routing.policy import Verdict
from ivr.routing.why import in_words, why
from tests.support.routing import RULES, House


async def test_every_offer_of_a_call_can_be_told_and_decided_again(house: House) -> None:
    await house.seat("novakova", "polakova", "prochazka")
    await house.ask("call-1", "passport")
    await house.play()
    await house.play(after=RULES.ring_seconds)
    (story,) = await why(house.database, house.staff, RULES, "call-1")
    assert [one.offer.operator for one in story.decided] == ["novakova", "polakova"]
    assert all(one.holds for one in story.decided)
    first, second = (
        {c.username: c.verdict for c in one.reason.candidates} for one in story.decided
    )
    assert first["prochazka"] is Verdict.LACKS
    assert first["polakova"] is Verdict.LOWER_LEVEL
    assert second["novakova"] is Verdict.MISSED


async def test_a_caller_who_waits_is_told_why(house: House) -> None:
    await house.seat("novakova")
    await house.ask("call-1", "passport")
    await house.play()
    await house.take("novakova")
    await house.ask("call-2", "passport")
    await house.play(after=25)
    (story,) = await why(house.database, house.staff, RULES, "call-2")
    assert story.now is not None
    assert in_words(story.now) == [
        "waited 25 s, target 20 s; asked: passport 2, cs 2",
        "step 1 of relaxation, because of waiting",
        "  novakova: talking (levels 5/5, 25 s)",
    ]


async def test_what_the_policy_saw_is_forgotten_in_time_and_the_reason_stays(
    house: House,
) -> None:
    await house.seat("novakova")
    await house.ask("call-1")
    await house.play()
    await house.take("novakova")
    await house.requests.ended("call-1")
    house.clock.advance(timedelta(days=RULES.keep_days, seconds=1))
    await house.play()
    await house.ask("call-2")
    await house.play()
    (story,) = await why(house.database, house.staff, RULES, "call-1")
    (decided,) = story.decided
    assert decided.holds is None
    assert decided.reason.candidates[0].username == "novakova"


async def test_a_call_that_never_asked_has_no_story(house: House) -> None:
    assert await why(house.database, house.staff, RULES, "call-1") == []
