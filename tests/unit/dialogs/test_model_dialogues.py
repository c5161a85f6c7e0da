"""The model dialogues, sentence by sentence: each one is said in some golden call."""

from __future__ import annotations

from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[2] / "golden"

SENTENCES = (Path(__file__).parent / "model_dialogues.txt").read_text("utf-8").splitlines()


@pytest.fixture(scope="module")
def everything_said() -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(GOLDEN.glob("*.txt")))


@pytest.mark.parametrize("sentence", SENTENCES)
def test_it_is_said(sentence: str, everything_said: str) -> None:
    assert sentence in everything_said
