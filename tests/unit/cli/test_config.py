from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from cli import config
from cli.config import Config, OutsideCalendar, Ports
from cli.errors import BadConfig


def test_the_first_start_writes_a_file_that_says_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    assert config.load_or_make(path) == Config()
    assert config.load(path) == Config()
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_file_names_and_explains_every_field() -> None:
    text = config.as_text(Config())
    fields = yaml.safe_load(text)
    assert fields.keys() == Config.model_fields.keys()
    assert fields["ports"].keys() == Ports.model_fields.keys()
    assert "# " in text


def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("number: '596123456'  # ours\n")
    assert config.load_or_make(path).number == "596123456"
    assert path.read_text() == "number: '596123456'  # ours\n"


def test_an_empty_file_means_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("")
    assert config.load(path) == Config()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "ports: {sip: 99999}",
            "ports.sip: Input should be less than or equal to 65535; it says 99999",
        ),
        ("number: call me", "number: String should match pattern"),
        ("trunk: {dtmf: morse}", "'rfc4733' or 'auto'"),
        ("nunber: '1'", "nunber: Extra inputs are not permitted"),
        ("ports: {sip: 5038}", "each port can be given once only"),
        ("ports: {rtp_first: 12000}", "rtp_first must be below rtp_last"),
        ("supervision: {hang_seconds: 0}", "supervision.hang_seconds"),
        ("number: [", "is not YAML"),
        pytest.param("[" * 5000, "is not YAML", id="too deep"),
        ("just words", "the file: "),
    ],
)
def test_a_mistake_is_told_with_file_field_and_what_is_allowed(
    tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    with pytest.raises(BadConfig) as told:
        config.load(path)
    assert str(path) in str(told.value)
    assert words in str(told.value)


def test_a_second_linka_has_all_ports_of_its_own() -> None:
    usual, other = Ports(), Ports().shifted(100)
    assert not set(usual.single.values()) & set(other.single.values())
    assert other.sip == 5160
    assert other.rtp_first > usual.rtp_last


def test_a_towns_folder_counts_from_the_checkout_or_is_absolute() -> None:
    assert Config().town_folder.is_dir()
    assert Config(town="/srv/town").town_folder == Path("/srv/town")


@pytest.mark.parametrize(
    ("sip", "url", "media"),
    [
        ("127.0.0.1", "", "127.0.0.1"),
        ("192.0.2.7", "", ""),
        ("127.0.0.1", "wss://linka.lipov.example/ws", ""),
    ],
)
def test_operators_speech_stays_on_the_machine_as_long_as_nothing_comes_from_another(
    sip: str, url: str, media: str
) -> None:
    told = Config.model_validate({"sip_address": sip, "phone_url": url})
    assert told.phone_address == (url or "ws://127.0.0.1:8088/ws")
    assert told.phone_media_address == media


@pytest.mark.parametrize("url", ["https://linka.lipov.example/ws", "ws://a b", 'wss://a"; x'])
def test_the_telephones_address_is_a_websockets(url: str) -> None:
    with pytest.raises(ValidationError):
        Config.model_validate({"phone_url": url})


def test_outside_calendars_are_written_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    machine = OutsideCalendar(
        url="http://10.0.0.12:8093", token_file=Path("/etc/token"), counters={"lidicka-1": "7"}
    )
    first = Config(outside_calendars={"ticket-machine": machine})
    assert config.load_or_make(path, first) == first


def test_no_more_callers_are_let_in_than_there_are_ports_for_speech() -> None:
    ports = {"rtp_first": 10_000, "rtp_last": 10_399}
    assert Config.model_validate({"ports": ports, "most_calls": 100}).most_calls == 100
    with pytest.raises(ValueError, match="room for 100 calls"):
        Config.model_validate({"ports": ports, "most_calls": 101})
