"""Names sort as in a Finnish telephone book, whatever the database."""

import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from sky_portal.accounts.models import Organisation
from sky_portal.alphabet import in_order, sort_key
from sky_portal.cases.services import open_case

# As the alphabet has them; code points would put Ä before Å, and é after z.
ALPHABET = [
    "Akaa",
    "Aura",
    "Élysée",
    "Espoo",
    "Hyvinkää",
    "Hyväntuuli",
    "Iisalmi",
    "Pedersöre",
    "Pello",
    "Uusi Kaupunki",
    "Uusikaupunki",
    "Ylöjärvi",
    "Zürich",
    "Åbo",
    "Ähtäri",
    "Äänekoski",
    "Öja",
]
REGISTER = Path(settings.BASE_DIR, "pilots", "data", "municipalities-2021.csv")


def stored(names: list[str], field: str = "name_fi") -> list[str]:
    """The names in the database's order."""
    for name in names:
        Organisation.objects.create(
            case=open_case("organisation"), kind="municipality", name_fi=name, name_sv=name
        )
    found = Organisation.objects.filter(name_fi__in=names)
    return list(found.order_by(in_order(field), "pk").values_list(field, flat=True))


def test_the_key_follows_the_alphabet() -> None:
    assert sorted(set(ALPHABET), key=sort_key) == ALPHABET


@pytest.mark.django_db
def test_the_database_follows_the_alphabet() -> None:
    assert stored(list(reversed(ALPHABET))) == ALPHABET


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["name_fi", "name_sv"])
def test_key_and_database_agree_on_the_whole_register(column: str) -> None:
    with REGISTER.open(encoding="utf-8", newline="") as rows:
        names = sorted({row[column] for row in csv.DictReader(rows)})
    assert len(names) > 300
    assert stored(names) == sorted(names, key=sort_key)


@pytest.mark.django_db
def test_organisations_sort_by_their_name_in_the_page_s_language() -> None:
    for fi, sv in (("Vaasa", "Vasa"), ("Turku", "Åbo"), ("Ähtäri", "Etseri")):
        Organisation.objects.create(
            case=open_case("organisation"), kind="municipality", name_fi=fi, name_sv=sv
        )
    for language, names in {"fi": ["Turku", "Vaasa", "Ähtäri"], "sv": ["Etseri", "Vasa", "Åbo"]}.items():
        with override(language):
            assert [o.name for o in Organisation.objects.by_name()] == names
