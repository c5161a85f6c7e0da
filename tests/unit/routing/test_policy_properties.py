"""The policy, whatever the load and the staff."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from booking.api import Language, from_json, to_json
from ivr.routing.model import OperatorState
from ivr.routing.policy import Operator, Situation, Waiting, asked_now, decide, in_order
from ivr.routing.rules import Rules

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
RULES = Rules()
SERVICES = ("passport", "waste", "vehicles")
NAMES = [f"operator-{n}" for n in range(6)]

levels = st.integers(1, 5)
seconds = st.integers(0, 300)
skills = st.dictionaries(st.sampled_from([*SERVICES, *Language]), levels)
few_names = st.lists(st.sampled_from(NAMES), max_size=2).map(tuple)


@st.composite
def operators(draw: st.DrawFn) -> tuple[Operator, ...]:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True))
    duty = st.sampled_from([s for s in OperatorState if s is not OperatorState.OFFLINE])
    return tuple(
        Operator(
            name,
            draw(skills),
            draw(duty),
            NOW - timedelta(seconds=draw(seconds)),
            draw(st.booleans()),
        )
        for name in names
    )


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    waiting = tuple(
        Waiting(
            number,
            RULES.needs_of(
                draw(st.none() | st.sampled_from(SERVICES)), draw(st.sampled_from(Language))
            ),
            NOW - timedelta(seconds=draw(seconds)),
            draw(st.sampled_from([10.0, 20.0, 60.0])),
            draw(few_names),
            draw(few_names),
        )
        for number in range(draw(st.integers(0, 6)))
    )
    return Situation(NOW, waiting, draw(operators()), RULES.relax)


few = settings(max_examples=60, deadline=None)


@few
@given(situations())
def test_nobody_gets_two_and_nobody_is_offered_twice(seen: Situation) -> None:
    made = decide(seen)
    assert len({one.operator for one in made}) == len(made)
    assert len({one.request_id for one in made}) == len(made)


@few
@given(situations())
def test_who_is_asked_is_free_and_has_every_skill(seen: Situation) -> None:
    requests = {one.id: one for one in seen.waiting}
    crew = {one.username: one for one in seen.operators}
    for decision in decide(seen):
        request, chosen = requests[decision.request_id], crew[decision.operator]
        assert chosen.is_free
        assert chosen.fits(asked_now(seen, request).needs)
        assert chosen.username not in request.refused_by
        spoken = request.needs[-1].skill
        assert chosen.skills[spoken] >= 1


@few
@given(situations())
def test_nobody_waits_while_somebody_who_fits_is_idle(seen: Situation) -> None:
    made = decide(seen)
    taken, served = {one.operator for one in made}, {one.request_id for one in made}
    idle = [one for one in seen.operators if one.is_free and one.username not in taken]
    for request in seen.waiting:
        if request.id not in served:
            needs = asked_now(seen, request).needs
            assert all(not one.fits(needs) or one.username in request.refused_by for one in idle)


@few
@given(situations())
def test_one_freed_operator_serves_the_most_urgent_they_can(seen: Situation) -> None:
    free = [one for one in seen.operators if one.is_free][:1]
    others = [one for one in seen.operators if not one.is_free]
    alone = Situation(seen.now, seen.waiting, (*free, *others), seen.relax)
    able = [
        one.id
        for one in in_order(alone.now, alone.waiting)
        if free
        and free[0].fits(asked_now(alone, one).needs)
        and free[0].username not in one.refused_by
    ]
    assert [one.request_id for one in decide(alone)] == able[:1]


@few
@given(situations())
def test_more_waiting_never_asks_for_more(seen: Situation) -> None:
    later = Situation(NOW + timedelta(seconds=30), seen.waiting, seen.operators, seen.relax)
    for request in seen.waiting:
        now, then = asked_now(seen, request).needs, asked_now(later, request).needs
        assert all(b.level <= a.level for a, b in zip(now, then, strict=True))


@few
@given(situations())
def test_what_was_seen_can_be_kept_and_decided_again(seen: Situation) -> None:
    kept: Situation = from_json(to_json(seen), Situation)
    assert decide(kept) == decide(seen)
    assert decide(Situation(NOW, seen.waiting[::-1], seen.operators[::-1], seen.relax)) == decide(
        seen
    )
