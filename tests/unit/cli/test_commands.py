import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import context
from cli.__main__ import assemble
from cli.commands import COMMANDS, Entry
from cli.config import Config
from cli.processes import gateways


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_every_command_can_be_loaded_and_explains_itself(entry: Entry) -> None:
    if entry.name == "test":
        pytest.skip("what follows it goes to pytest, --help too")
    name = entry.name
    result = CliRunner().invoke(assemble(name), [name, "--help"])
    assert result.exit_code == 0
    assert entry.help in result.output


def test_the_overview_names_all_commands_and_hides_the_inner_one() -> None:
    shown = CliRunner().invoke(assemble(""), ["--help"]).output
    assert all(entry.name in shown for entry in COMMANDS if not entry.hidden)
    assert "Run one process" not in shown


def test_a_command_without_data_says_what_to_do(tmp_path: Path) -> None:
    result = CliRunner().invoke(assemble("visits"), ["visits", "--data", str(tmp_path / "none")])
    assert "./linka up" in str(result.exception)


def test_a_menu_file_with_a_mistake_is_told(tmp_path: Path) -> None:
    path = tmp_path / "menus.yaml"
    path.write_text("start: main\nmenus: {main: {text: {cs: Ahoj.}, keys: {'1': {menu: nowhere}}}}")
    result = CliRunner().invoke(assemble("menu"), ["menu", "check", str(path)])
    assert result.exit_code == 1
    assert "nowhere" in result.output


def test_the_demos_accounts_come_as_json(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    context.make(tmp_path / "data")
    result = CliRunner().invoke(assemble("demo-data"), ["demo-data", "--data", data, "--json"])
    accounts = json.loads(result.output)
    assert {"login", "pin", "phone"} <= accounts["citizens"][0].keys()
    assert {"username", "password", "skills"} <= accounts["operators"][0].keys()


def test_the_addresses_for_providers_come_as_json(tmp_path: Path) -> None:
    here = context.make(tmp_path / "data", Config(public_url="https://linka.lipov.cz/"))
    data = str(here.layout.folder)
    result = CliRunner().invoke(assemble("providers"), ["providers", "--data", data, "--json"])
    twilio, kannel = json.loads(result.output)
    assert twilio["address"] == "https://linka.lipov.cz/twilio/inbound#rc=5&rp=5xx,ct,rt"
    assert kannel["address"].startswith("https://linka.lipov.cz/kannel/inbound?mac=")
    assert here.secrets.links not in result.output


@pytest.mark.parametrize(
    ("kannel", "address"),
    [
        ("http://127.0.0.1:13013", "http://127.0.0.1:8073/kannel/"),
        ("http://10.0.0.5:13013", "https://linka.lipov.cz/kannel/"),
    ],
)
def test_a_kannel_on_this_machine_calls_without_a_detour(
    tmp_path: Path, kannel: str, address: str
) -> None:
    sms = {"order": ["kannel"], "kannel": {"url": kannel, "username": "l", "sender": "Lipov"}}
    first = Config.model_validate({"public_url": "https://linka.lipov.cz", "sms": sms})
    here = context.make(tmp_path / "data", first)
    assert gateways.kannel_links(here).kannel_inbound().startswith(address)
    assert gateways.kannel_links(here).kannel_receipt(1, "a").startswith(address)
