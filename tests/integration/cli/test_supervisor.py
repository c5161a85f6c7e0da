import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from cli.errors import NotReady
from cli.supervisor.presence import AlreadyPresent, Presence, look
from cli.supervisor.program import ALREADY_PRESENT
from tests.integration.cli.bench import Bench


async def test_all_programs_are_ready_side_by_side_after_start(bench: Bench) -> None:
    supervisor = bench.supervisor(bench.program("one"), bench.program("two"))
    await supervisor.start()
    assert bench.pid("one") != bench.pid("two")
    await supervisor.stop()
    assert bench.look("one") is None
    assert bench.look("two") is None


async def test_a_killed_process_is_started_again_at_once(bench: Bench) -> None:
    supervisor = bench.supervisor(bench.program("one"))
    await supervisor.start()
    first = bench.pid("one")
    os.kill(first, signal.SIGKILL)
    await bench.another("one", first)
    assert supervisor.keepers[0].restarts == 1
    await supervisor.stop()


async def test_a_stopped_process_is_killed_and_started_again(bench: Bench) -> None:
    supervisor = bench.supervisor(bench.program("one"), hang=2)
    await supervisor.start()
    first = bench.pid("one")
    os.kill(first, signal.SIGSTOP)
    await bench.another("one", first)
    assert not psutil.pid_exists(first)
    await supervisor.stop()


async def test_a_process_whose_event_loop_hangs_is_killed_and_started_again(bench: Bench) -> None:
    supervisor = bench.supervisor(bench.program("one", "hangs"), hang=2)
    await supervisor.start()
    await bench.another("one", bench.pid("one"))
    await supervisor.stop()


async def test_a_process_that_shows_life_is_left_alone(bench: Bench) -> None:
    supervisor = bench.supervisor(bench.program("one"), hang=2)
    await supervisor.start()
    first = bench.pid("one")
    await asyncio.sleep(3)
    assert bench.pid("one") == first
    await supervisor.stop()


async def test_a_supervisor_killed_with_kill_9_is_outlived_and_the_next_one_adopts(
    bench: Bench, tmp_path: Path
) -> None:
    program = bench.program("one")
    script = tmp_path / "supervise.py"
    script.write_text(
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from cli.supervisor.program import Program\n"
        "from cli.supervisor.supervisor import Supervisor\n"
        "async def main(run, log, *command):\n"
        "    supervisor = Supervisor([Program('one', command)], Path(run), Path(log))\n"
        "    await supervisor.start()\n"
        "    print('ready', flush=True)\n"
        "    await supervisor.watch()\n"
        "asyncio.run(main(*sys.argv[1:]))\n"
    )
    command = [sys.executable, str(script), str(bench.run), str(bench.log), *program.command]
    environment = {**os.environ, **program.environment}
    with subprocess.Popen(  # noqa: ASYNC220 - it is started in no time
        command, stdout=subprocess.PIPE, env=environment, text=True
    ) as killed:
        assert killed.stdout is not None
        while await asyncio.to_thread(killed.stdout.readline) != "ready\n":
            assert killed.poll() is None
        pid = bench.pid("one")
        killed.kill()
    assert bench.pid("one") == pid
    supervisor = bench.supervisor(program)
    await supervisor.start()
    assert bench.pid("one") == pid
    os.kill(pid, signal.SIGKILL)
    await bench.another("one", pid)
    await supervisor.stop()
    assert bench.look("one") is None


async def test_two_supervisors_do_not_run_a_process_twice(bench: Bench) -> None:
    one, other = (bench.supervisor(bench.program("one")) for _ in range(2))
    await asyncio.gather(one.start(), other.start())
    pid = bench.pid("one")
    await asyncio.sleep(1)
    assert bench.pid("one") == pid
    for supervisor in (one, other):
        await supervisor.stop()


async def test_a_process_that_keeps_dying_is_told_with_its_last_words(bench: Bench) -> None:
    supervisor = bench.supervisor(bench.program("one", "dies"))
    with pytest.raises(NotReady, match="one begins"):
        await supervisor.start()
    await supervisor.stop()


async def test_a_process_that_is_never_ready_is_told(bench: Bench) -> None:
    supervisor = bench.supervisor(bench.program("one", "never ready"), ready=1)
    with pytest.raises(NotReady):
        await supervisor.start()
    await supervisor.stop()


async def test_a_process_that_ignores_the_stop_is_killed(bench: Bench) -> None:
    supervisor = bench.supervisor(bench.program("one"))
    await supervisor.start()
    pid = bench.pid("one")
    os.kill(pid, signal.SIGSTOP)
    await supervisor.stop()
    assert not psutil.pid_exists(pid)


def test_a_second_process_of_a_name_ends_with_its_own_status(bench: Bench) -> None:
    claimed = Presence.claim(bench.run, "one")
    program = bench.program("one")
    done = subprocess.run(
        program.command, check=False, env={**os.environ, **program.environment}, timeout=20
    )
    assert done.returncode == ALREADY_PRESENT
    with pytest.raises(AlreadyPresent):
        Presence.claim(bench.run, "one", within=0)
    claimed.release()
    assert look(bench.run, "one") is None
    bench.names.clear()


def test_a_stray_number_in_the_file_is_not_taken_for_a_running_process(bench: Bench) -> None:
    (bench.run / "one.presence").write_text('{"pid": 1, "started": 0}')
    assert bench.look("one") is None
