from itertools import count

import pytest

from cli.bench.heard import FRAME, Packet, Prompts

HUSH = b"\xd5" * FRAME


def sound(name: int, frames: int) -> bytes:
    """A prompt that begins with silence; no other frame of it is another's."""
    return HUSH + b"".join(bytes([name, frame]) * (FRAME // 2) for frame in range(1, frames))


def stream(*frames: bytes, at: float = 0.0, first: int = 65_530) -> list[Packet]:
    """Packets 20 ms apart; their numbers run over the end of their range."""
    numbers = count(first)
    return [Packet(at + i * 0.02, next(numbers) & 0xFFFF, f) for i, f in enumerate(frames)]


def cut(whole: bytes, start: int = 0, end: int | None = None) -> list[bytes]:
    return [whole[at : at + FRAME] for at in range(0, len(whole), FRAME)][start:end]


ONE, TWO = sound(1, 10), sound(2, 10)
PROMPTS = Prompts({"one": ONE, "two": TWO})


def test_a_prompt_began_with_its_first_packet_though_that_is_silent() -> None:
    packets = stream(*cut(ONE, 0, 6), *cut(TWO))
    assert PROMPTS.began("two", packets, after=0.05) == pytest.approx(0.12)


def test_a_lost_first_packet_is_reckoned_back() -> None:
    packets = stream(*cut(ONE, 0, 6), *cut(TWO))
    del packets[6:8]
    assert PROMPTS.began("two", packets, after=0.05) == pytest.approx(0.12)


def test_what_was_playing_already_did_not_begin_after_the_key() -> None:
    packets = stream(*cut(ONE))
    assert PROMPTS.began("one", packets, after=0.05) is None
    assert PROMPTS.began("two", packets, after=0.0) is None


def test_the_same_prompt_again_is_found_again() -> None:
    packets = stream(*cut(ONE, 0, 5), *cut(TWO, 0, 3), *cut(ONE))
    assert PROMPTS.began("one", packets, after=0.11) == pytest.approx(0.16)


def test_two_prompts_that_sound_alike_are_refused() -> None:
    with pytest.raises(ValueError, match="like another"):
        Prompts({"one": ONE, "same": ONE})
