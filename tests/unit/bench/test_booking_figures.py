"""What the benchmark of the backend makes of its samples."""

from dataclasses import replace

from cli.bench.booking.figures import (
    Bookings,
    Misheard,
    Search,
    booking_figures,
    misheard_figures,
    search_figures,
)


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
            first_nearest=[1.0],
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
            "sqlite",
            counters,
            1,
            nearest=[1.0],
            whole=[milliseconds],
            changed=[5.0],
            first=[9.0],
            first_nearest=[1.0],
        )
        for counters, milliseconds in ((1000, 50.0), (10, 2.0), (100, 10.0))
    ]
    found = {figure.name: figure.value for figure in search_figures(searches, 60)}
    assert found["booking.search.growth.sqlite.1_persons.10_to_100_counters"] == 5.0
    assert found["booking.search.growth.sqlite.1_persons.10_to_1000_counters"] == 25.0


def test_a_booking_is_weighed_against_the_floor_that_ran_beside_it() -> None:
    """A round in which the disk was slow for both does not count more than another."""
    rounds = [Bookings("postgresql", 10, 60, floor=[1, 20, 3], linka=[2, 25, 6])]
    found = {figure.name: figure for figure in booking_figures(rounds)}
    ratio = found["booking.hold_and_confirm.postgresql.10_counters.to_floor"]
    assert ratio.value == 0.5
    assert not ratio.missed
    assert found["booking.hold_and_confirm.postgresql.10_counters.linka"].value == 10


def test_a_misheard_name_has_an_aim_on_both_databases() -> None:
    found = [Misheard(name, 100, [1.0, 60.0], 2.0) for name in ("sqlite", "postgresql")]
    assert [figure.missed for figure in misheard_figures(found) if figure.aim] == [True, True]


def test_searches_with_shares_have_names_of_their_own_and_the_same_aims() -> None:
    plain = Search("sqlite", 60, 1, [1.0], [1.0], [1.0], [1.0], [1.0])
    figures = list(search_figures([plain, replace(plain, shares=True)], 60))
    assert len({figure.name for figure in figures}) == len(figures)
    assert len([figure for figure in figures if figure.aim]) == 6
