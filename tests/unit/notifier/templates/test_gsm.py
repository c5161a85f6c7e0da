import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.templates.gsm import Encoding, fold, size


def test_czech_letters_lose_their_marks_but_those_that_the_alphabet_has() -> None:
    assert fold("Příliš žluťoučký kůň úpěl ďábelské ódy") == (
        "Prilis zlutoucky kun upel dabelské ody"
    )


def test_typographic_signs_become_plain_ones() -> None:
    assert fold("„Úřad“ – 7–17\u00a0hod…") == '"Urad" - 7-17 hod...'


def test_another_script_stays_whole() -> None:
    text = "Ваш запис: Lidická 5"
    assert fold(text) == text


@pytest.mark.parametrize(
    ("text", "encoding", "segments"),
    [
        ("a" * 160, Encoding.GSM7, 1),
        ("a" * 161, Encoding.GSM7, 2),
        ("a" * 306, Encoding.GSM7, 2),
        ("a" * 307, Encoding.GSM7, 3),
        ("€" * 80, Encoding.GSM7, 1),
        ("€" * 81, Encoding.GSM7, 2),
        ("ř" * 70, Encoding.UCS2, 1),
        ("ř" * 71, Encoding.UCS2, 2),
        ("ř" * 134, Encoding.UCS2, 2),
        ("😀" * 35, Encoding.UCS2, 1),
        ("😀" * 36, Encoding.UCS2, 2),
    ],
)
def test_segments_are_counted_as_networks_charge_them(
    text: str, encoding: Encoding, segments: int
) -> None:
    assert (size(text).encoding, size(text).segments) == (encoding, segments)


CZECH = "aábcčdďeéěfghiíjklmnňoópqrřsštťuúůvwxyýzžAÁBCČDĎEÉĚIÍNŇOÓRŘSŠTŤUÚŮYÝZŽ0123456789 .,:„“–"


@given(st.text(alphabet=CZECH))
def test_every_czech_text_fits_the_alphabet_after_folding(text: str) -> None:
    folded = fold(text)
    assert size(folded).encoding is Encoding.GSM7
    assert len(folded) == len(text)
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("a" * 151 + "€" + "a" * 153, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("я" * 65 + "😀" + "я" * 67, 2),
        ("я" * 66 + "😀" + "я" * 66, 3),
    ],
)
def test_no_letter_is_cut_in_two_between_segments(text: str, segments: int) -> None:
    assert size(text).segments == segments
