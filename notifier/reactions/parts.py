"""What a visit is for, where it is for several things."""

from __future__ import annotations

from collections.abc import Sequence

from booking.api import Activity, Language, VisitPart

_PERSONS = {
    Language.CS: "počet osob {}",
    Language.EN: "{} persons",
    Language.UK: "кількість осіб {}",
}


def purpose(
    parts: Sequence[VisitPart], activities: Sequence[Activity], language: Language
) -> tuple[str, int]:
    """What is to be done, and for how many persons the sentence still has to say it is.

    Of several things each says its own number; so there is nothing left to say of them all.
    """
    if len(parts) == 1:
        return activities[0].name[language], parts[0].persons
    told = [
        f"{activity.name[language]} ({_PERSONS[language].format(part.persons)})"
        if part.persons > 1
        else activity.name[language]
        for part, activity in zip(parts, activities, strict=True)
    ]
    return ", ".join(told), 1


def all_to_bring(activities: Sequence[Activity], language: Language) -> str:
    """What to bring for each; what is the same for several is said once."""
    sentences = [activity.bring[language] for activity in activities]
    return " ".join(dict.fromkeys(one for one in sentences if one))
