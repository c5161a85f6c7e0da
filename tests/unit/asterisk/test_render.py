import re
from dataclasses import replace
from pathlib import Path

import pytest

from cli.asterisk import errors
from cli.asterisk.render import render, town_values, write
from cli.asterisk.settings import PROMPTS, Ports, Secrets, Settings, Trunk
from cli.asterisk.town import CHECKOUT

SETTINGS = Settings("844121314", Ports(), Secrets("a", "b"), {key: [key] for key in PROMPTS})


def rendered(into: Path, settings: Settings) -> str:
    values = {**town_values(settings), "modules": "/usr/lib/asterisk/modules"}
    render([CHECKOUT / "asterisk-conf", CHECKOUT / "dialplans"], values, into)
    return "".join(path.read_text() for path in sorted(into.glob("*.conf")))


def template(folder: Path, text: str) -> list[Path]:
    (folder / "x.conf").write_text(text)
    return [folder]


def test_a_variable_that_is_not_given_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.BadTemplate):
        render(template(tmp_path, "a = {{ nobody }}"), {}, tmp_path / "etc")


@pytest.mark.parametrize("value", ["x\nhost = evil", "x\rb", "x;y"])
def test_a_value_cannot_break_out_of_its_line(tmp_path: Path, value: str) -> None:
    with pytest.raises(errors.BadTemplate):
        render(template(tmp_path, "a = {{ b }}"), {"b": value}, tmp_path / "etc")


@pytest.mark.parametrize("sounds", [[], ["a,b"], ["${SHELL(x)}"], ["a b"]])
def test_a_prompt_without_fit_sounds_is_refused(sounds: list[str]) -> None:
    prompts = {**SETTINGS.prompts, "fallback.goodbye": sounds}
    with pytest.raises(errors.BadTemplate):
        town_values(replace(SETTINGS, prompts=prompts))


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    folders = template(tmp_path, "a = {{ b }}")
    assert render(folders, {"b": 1}, tmp_path / "etc") == ["x.conf"]
    assert render(folders, {"b": 1}, tmp_path / "etc") == []
    assert render(folders, {"b": 2}, tmp_path / "etc") == ["x.conf"]


def test_a_configuration_that_has_no_template_any_more_goes(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "old.conf").touch()
    render(template(tmp_path, ""), {}, tmp_path / "etc")
    assert not (tmp_path / "etc" / "old.conf").exists()


def test_files_are_their_owners_only(tmp_path: Path) -> None:
    write(tmp_path / "x", "text")
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o600


def test_the_trunk_is_known_by_the_given_addresses_only(tmp_path: Path) -> None:
    text = rendered(tmp_path, SETTINGS)
    assert [line for line in text.splitlines() if line.startswith("match")] == ["match = 127.0.0.1"]
    assert "type = registration" not in text


def test_a_registered_trunk_keeps_registered(tmp_path: Path) -> None:
    trunk = Trunk(("192.0.2.1",), "sip.example.com", "lipov", "word")
    text = rendered(tmp_path, replace(SETTINGS, trunk=trunk, sip_address="192.0.2.7"))
    assert "server_uri = sip:sip.example.com" in text
    assert "media_address" not in text


@pytest.mark.parametrize("outgoing", ["", "192.0.2.9:5060"])
def test_nothing_leads_from_the_trunk_out(tmp_path: Path, outgoing: str) -> None:
    text = rendered(tmp_path, replace(SETTINGS, trunk=replace(SETTINGS.trunk, outgoing=outgoing)))
    assert "Dial(" not in text
    # calls out are placed by the application alone: no extension goes there
    assert not re.search(r"(include\s*=>?|Goto\w*\(|PJSIP/)[^\n]*outgoing", text)


def test_nobody_is_taken_for_the_trunk_by_the_name_they_give(tmp_path: Path) -> None:
    text = rendered(tmp_path, replace(SETTINGS, trunk=Trunk(("192.0.2.1",), outgoing="192.0.2.9")))
    for name in ("trunk", "outgoing"):
        endpoint = text.partition(f"[{name}]\ntype = endpoint")[2].partition("\n[")[0]
        assert "identify_by = ip" in endpoint


def test_keys_are_in_no_log_and_no_ami_class(tmp_path: Path) -> None:
    rendered(tmp_path, SETTINGS)
    settings = [
        line
        for name in ("logger.conf", "manager.conf", "asterisk.conf")
        for line in (tmp_path / name).read_text().splitlines()
        if not line.startswith(";")
    ]
    assert not [
        line
        for line in settings
        if "dtmf" in line or "agi," in line or "all" in line.split("=")[-1]
    ]
    assert "verbose = 0" in settings
