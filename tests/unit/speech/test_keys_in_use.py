"""A prompt that nothing says would be translated, rendered and kept right for nobody."""

from pathlib import Path

import yaml

from cli.asterisk.settings import PROMPTS

IVR = Path(__file__).resolve().parents[3] / "ivr"


def test_every_prompt_is_said_somewhere() -> None:
    keys = yaml.safe_load((IVR / "speech/texts/cs.yaml").read_text(encoding="utf-8"))
    code = "\n".join(path.read_text(encoding="utf-8") for path in IVR.rglob("*.py"))
    dialplan = {f"fallback.{key}" for key in PROMPTS} | set(PROMPTS)
    assert [
        key for key in keys if f'"{key.removesuffix(".short")}"' not in code and key not in dialplan
    ] == []
