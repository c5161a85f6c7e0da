"""What the benchmark of the backend makes of its samples."""

from cli.bench.booking.figures import Bookings, Search, booking_figures, search_figures


def test_only_the_size_that_is_aimed_at_has_an_aim() -> None:
    searches = [
        Search(
            "sqlite",
            counters,
            persons,
            nearest=[1.0, 2.0],
            whole=[3.0, 4.0],
            changed=[5.0],
            first=[9.0],
        )
        for counters in (10, 60)
        for persons in (1, 3)
    ]
    aims = {figure.name: figure.aim for figure in search_figures(searches, 60) if figure.aim}
    assert aims == {
        f"booking.search.{kind}.sqlite.60_counters.{persons}_persons.p99": aim
        for kind in ("nearest", "whole", "changed")
        for persons, aim in ((1, 5.0), (3, 15.0))
    }


def test_growth_is_against_the_fewest_counters() -> None:
    searches = [
        Search(
            "sqlite", counters, 1, nearest=[1.0], whole=[milliseconds], changed=[5.0], first=[9.0]
        )
        for counters, milliseconds in ((1000, 50.0), (10, 2.0), (100, 10.0))
    ]
    found = {figure.name: figure.value for figure in search_figures(searches, 60)}
    assert found["booking.search.growth.sqlite.1_persons.10_to_100_counters"] == 5.0
    assert found["booking.search.growth.sqlite.1_persons.10_to_1000_counters"] == 25.0


def test_a_booking_is_weighed_against_the_floor_by_the_median_round() -> None:
    rounds = [Bookings("postgresql", 10, 60, floor=[1, 2, 9], linka=[3, 4, 30])]
    found = {figure.name: figure for figure in booking_figures(rounds)}
    ratio = found["booking.hold_and_confirm.postgresql.10_counters.to_floor"]
    assert ratio.value == 0.5
    assert not ratio.missed
    assert found["booking.hold_and_confirm.postgresql.10_counters.linka"].value == 15
