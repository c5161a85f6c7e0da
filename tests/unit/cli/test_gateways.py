"""Where messages are handed over, by the configuration."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from cli import config
from cli.config import Config
from cli.context import make
from cli.gateways import Kannel, Mail, Sms, Twilio
from cli.processes import gateways
from notifier.outbox import ChannelKind

TWILIO = Twilio(account="AC" + "a" * 32, sender="+420596000111")
KANNEL = Kannel(url="http://10.0.0.5:13013", username="linka", sender="Linka")


def providers(folder: Path, settings: Config) -> dict[ChannelKind, list[str]]:
    (folder / "data").mkdir()
    (folder / "data" / "config.yaml").write_text(config.as_text(settings))
    found = gateways.ways(make(folder / "data"))
    return {kind: [way.provider for way in ways] for kind, ways in found.items()}


def test_nothing_leaves_the_machine_by_itself(tmp_path: Path) -> None:
    assert providers(tmp_path, Config()) == {
        ChannelKind.SMS: ["twilio"],
        ChannelKind.EMAIL: ["smtp"],
    }
    context = make(tmp_path / "data")
    assert context.config.sms.order == ()
    assert context.config.mail.server == ""
    assert gateways.returns(context) is None


def test_gateways_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    both = Config(sms=Sms(order=("kannel", "twilio"), twilio=TWILIO, kannel=KANNEL))
    assert providers(tmp_path, both)[ChannelKind.SMS] == ["kannel", "twilio"]


def test_what_the_file_says_is_read_again_as_it_was(tmp_path: Path) -> None:
    settings = Config(
        sms=Sms(order=("twilio",), twilio=TWILIO),
        mail=Mail(
            server="mail.lipov.example:587",
            sender="urad@lipov.example",
            sender_name="Městský úřad Lípov",
            returns="lipov.example",
        ),
    )
    path = tmp_path / "config.yaml"
    path.write_text(config.as_text(settings))
    assert config.load(path) == settings


@pytest.mark.parametrize(
    ("server", "tls", "port"),
    [("mail", "offered", 25), ("mail", "always", 465), ("mail:587", "offered", 587)],
)
def test_the_port_is_the_usual_one_unless_it_is_said(server: str, tls: str, port: int) -> None:
    mail = Mail.model_validate({"server": server, "tls": tls})
    assert (mail.host, mail.port) == ("mail", port)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"order": ["twilio"]}, "account, sender"),
        ({"order": ["kannel", "kannel"]}, "each gateway once"),
        ({"order": ["pigeon"]}, "twilio"),
        ({"twilio": {"sender": "Much too long a name"}}, "sender"),
        ({"kannel": {"url": "http://a\nb"}}, "url"),
    ],
)
def test_what_cannot_be_used_is_told_at_its_field(fields: dict[str, object], word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        Sms.model_validate(fields)


@pytest.mark.parametrize("fields", [{"sender": ""}, {"sender": "a b@c.cz"}, {"sender_name": 'a"b'}])
def test_a_sender_that_is_none_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Mail.model_validate(fields)
