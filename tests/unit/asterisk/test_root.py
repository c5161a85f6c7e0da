from pathlib import Path

import pytest

from cli.asterisk import debian, errors, root, sandbox


@pytest.mark.parametrize(
    ("said", "version", "fits"),
    [
        ("Asterisk 22.10.1+dfsg+~cs6.17-1\n", (22, 10, 1), True),
        ("Asterisk 22.7.0", (22, 7, 0), True),
        ("Asterisk 22.6.9", (22, 6, 9), False),
        ("Asterisk 20.6.0~dfsg+~cs6.13", (20, 6, 0), False),
        ("Asterisk 23.0.0", (23, 0, 0), False),
        ("Asterisk certified-22.8-cert1", (22, 8), True),
        ("command not found", (), False),
    ],
)
def test_versions(said: str, version: tuple[int, ...], fits: bool) -> None:
    assert root.parse_version(said) == version
    assert root.fits(version) is fits


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("E: Temporary failure resolving 'archive.example'", errors.NoNetwork),
        ("tar: ./usr/bin/x: Cannot write: No space left on device", errors.DiskFull),
        ("E: unable to unshare: Operation not permitted", errors.NamespacesRefused),
        ("E: something new", errors.RootNotBuilt),
    ],
)
def test_why_a_root_was_not_built(words: str, kind: type[errors.AsteriskError]) -> None:
    assert type(debian._reason(root.RECIPE, words, Path("/cache"))) is kind


def test_a_folder_that_is_no_root_is_told(tmp_path: Path) -> None:
    with pytest.raises(errors.RootNotBuilt, match="remove"):
        root.inspect(tmp_path)


def test_the_cache_is_where_the_user_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert debian.cache_folder() == Path("/somewhere/linka")


def test_nothing_of_the_machine_but_the_root_is_writable_inside(tmp_path: Path) -> None:
    command = sandbox.base(tmp_path)
    assert "--bind" not in command
    assert str(Path.home()) not in command
