import subprocess

import psutil

from notifier.outbox.workers import is_dead, own_name


def test_a_living_worker_is_not_dead() -> None:
    assert not is_dead(own_name())


def test_a_worker_whose_process_is_gone_is_dead() -> None:
    machine, _, _ = own_name().partition("/")
    with subprocess.Popen(["sleep", "60"]) as process:
        name = f"{machine}/{process.pid}/{psutil.Process(process.pid).create_time():.2f}"
        assert not is_dead(name)
        process.kill()
    assert is_dead(name)


def test_another_process_with_the_same_number_is_another_worker() -> None:
    machine, pid, _ = own_name().split("/")
    assert is_dead(f"{machine}/{pid}/1.00")


def test_nobody_knows_about_workers_of_another_machine() -> None:
    assert not is_dead("another/1/1.00")
    assert not is_dead("nonsense")
