"""The texts that citizens agree to. A changed text gets a new version, and consents lapse."""

from __future__ import annotations

from dataclasses import dataclass

from booking.language import Wording
from booking.wishes.model import Purpose


@dataclass(frozen=True, slots=True)
class ConsentText:
    """What is agreed to, word for word.

    Attributes:
        version: goes up whenever the meaning changes; old versions are never used again.
    """

    version: int
    text: Wording


TEXTS: dict[Purpose, ConsentText] = {
    Purpose.NEWS: ConsentText(
        1,
        Wording(
            cs="Souhlasím, aby mi úřad posílal zprávy o odstávkách, svozu odpadu a dění v obci.",
            en="I agree that the town hall sends me news of outages, waste collection and events.",
            uk="Погоджуюся, щоб управа надсилала мені новини про відключення, вивіз сміття"
            " та події в місті.",
        ),
    ),
    Purpose.SURVEY: ConsentText(
        1,
        Wording(
            cs="Souhlasím, aby se mě úřad po vyřízení ptal na spokojenost.",
            en="I agree to be asked afterwards how satisfied I was.",
            uk="Погоджуюся, щоб управа після вирішення справи запитувала про мою задоволеність.",
        ),
    ),
    Purpose.RECORDING: ConsentText(
        1,
        Wording(
            cs="Souhlasím s nahráváním svých hovorů s operátory kvůli zlepšování služeb.",
            en="I agree that my calls with operators are recorded to improve the service.",
            uk="Погоджуюся на запис моїх розмов з операторами для покращення послуг.",
        ),
    ),
}
