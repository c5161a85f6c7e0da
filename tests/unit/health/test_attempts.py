from ivr.health.attempts import IN_FULL, MOST_ADDRESSES, OTHERS, Attempts
from ivr.health.model import Withheld


def test_the_first_attempts_of_a_minute_are_written_and_the_rest_is_counted() -> None:
    attempts = Attempts()
    admitted = [attempts.admit("192.0.2.7", 60.0 + second / 100) for second in range(1000)]
    assert admitted == [True] * IN_FULL + [False] * (1000 - IN_FULL)
    assert attempts.withheld(119.0) == []
    assert attempts.withheld(120.0) == [Withheld("192.0.2.7", 1000 - IN_FULL)]
    assert attempts.withheld(180.0) == []


def test_a_quiet_address_is_written_again_in_the_next_minute() -> None:
    attempts = Attempts()
    for _ in range(IN_FULL):
        attempts.admit("192.0.2.7", 60.0)
    assert attempts.withheld(120.0) == []
    assert attempts.admit("192.0.2.7", 120.0)


def test_a_flood_from_forged_addresses_is_bounded_too() -> None:
    attempts = Attempts()
    admitted = sum(attempts.admit(f"address {number}", 60.0) for number in range(10_000))
    assert admitted == MOST_ADDRESSES
    assert attempts.withheld(120.0) == [Withheld(OTHERS, 10_000 - MOST_ADDRESSES)]
