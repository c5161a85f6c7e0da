from booking.applications.assignment import Worker, choose, stands_in_for

WASTE = "municipal-waste"


def worker(name: str, load: int = 0, level: int = 0, **more: object) -> Worker:
    levels = {WASTE: level} if level else {}
    away = bool(more.get("away"))
    named = more.get("substitute")
    return Worker(name, levels, load, away, named if isinstance(named, str) else None)


def test_the_one_with_least_to_do_of_those_who_know_the_service_gets_it() -> None:
    staff = [worker("a", 5, 5), worker("b", 2, 1), worker("c", 0)]
    assert choose(WASTE, staff) == "b"
    assert choose(None, staff) == "c"


def test_of_equal_loads_the_best_gets_it_and_then_the_first_by_name() -> None:
    assert choose(WASTE, [worker("a", 2, 3), worker("b", 2, 5)]) == "b"
    assert choose(WASTE, [worker("b", 2, 5), worker("a", 2, 5)]) == "a"


def test_nobody_gets_what_nobody_knows() -> None:
    assert choose(WASTE, [worker("a"), worker("b")]) is None
    assert choose(None, []) is None


def test_a_substitute_stands_in_even_for_what_they_do_not_know() -> None:
    staff = [worker("a", 0, 5, away=True, substitute="b"), worker("b", 9)]
    assert choose(WASTE, staff) == "b"


def test_a_substitute_who_is_away_too_is_stood_in_for() -> None:
    staff = [
        worker("a", 0, 5, away=True, substitute="b"),
        worker("b", away=True, substitute="c"),
        worker("c"),
    ]
    assert choose(WASTE, staff) == "c"
    assert stands_in_for("c", staff) == {"a", "b", "c"}
    assert stands_in_for("b", staff) == {"b"}


def test_two_who_stand_in_for_each_other_and_are_both_away_find_nobody() -> None:
    staff = [
        worker("a", 0, 5, away=True, substitute="b"),
        worker("b", 0, 5, away=True, substitute="a"),
    ]
    assert choose(WASTE, staff) is None


def test_the_absent_without_a_substitute_are_passed_over() -> None:
    assert choose(WASTE, [worker("a", 0, 5, away=True), worker("b", 7, 1)]) == "b"
    assert choose(WASTE, [worker("a", 0, 5, away=True, substitute="gone")]) is None
