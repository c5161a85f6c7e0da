"""The samples that wordings are tried with."""

import pytest

from booking.api import Language
from notifier.templates.samples import SampleSize, all_samples, sample
from notifier.templates.values import KINDS, fields_of
from tests.unit.notifier.templates.wordings import SIGN


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_values_has_samples_of_its_own(kind: str) -> None:
    for size in SampleSize:
        given_names = set(all_samples()[kind][size.value]) | {"town", "number"}
        assert given_names == set(KINDS[kind].__dataclass_fields__)
        for language in Language:
            values = fields_of(sample(kind, size, language, SIGN))
            for name, field in KINDS[kind].__dataclass_fields__.items():
                assert type(values[name]).__name__ == field.type, name
