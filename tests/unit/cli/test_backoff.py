from cli.supervisor.backoff import LONGEST, STEADY_AFTER, Backoff


def test_the_first_restart_is_immediate() -> None:
    assert Backoff().after(0.1).delay == 0


def test_one_that_keeps_dying_young_waits_longer_each_time_up_to_a_bound() -> None:
    backoff, delays = Backoff(), []
    for _ in range(8):
        backoff = backoff.after(0.1)
        delays.append(backoff.delay)
    assert delays == [0, 1, 2, 4, 8, 16, LONGEST, LONGEST]


def test_one_that_has_lived_well_is_restarted_at_once_again() -> None:
    worn = Backoff(deaths=9)
    assert worn.after(STEADY_AFTER).delay == 0
