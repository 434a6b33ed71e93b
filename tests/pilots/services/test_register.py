"""Loading the register: repeatable, all or nothing, years side by side."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilots.management.commands.load_municipalities import SHIPPED
from pilots.models import Municipality
from pilots.register import BadRegister
from pilots.services.register import load_register
from sky_portal.accounts.models import Organisation
from sky_portal.cases.models import Case

pytestmark = pytest.mark.django_db
LINES = SHIPPED.read_text(encoding="utf-8").splitlines()


def content(*rows: str) -> bytes:
    return "\n".join((LINES[0], *rows)).encode()


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("load_municipalities", *arguments, stdout=out)
    return out.getvalue()


def test_second_run_changes_nothing_and_says_so():
    assert "309 municipalities added" in run()
    rows, cases = list(Municipality.objects.values()), Case.objects.count()
    assert run(str(SHIPPED), "--year", "2021") == "Register 2021: 309 municipalities, nothing to change.\n"
    assert (list(Municipality.objects.values()), Case.objects.count()) == (rows, cases)


def test_what_officials_wrote_into_an_organisation_is_kept():
    load_register(content(LINES[1]), year=2021)
    edited = {
        "name_fi": "Alajärven kaupunki",
        "registry_email": "kirjaamo@alajarvi.example",
        "language": "sv",
    }
    Organisation.objects.update(**edited)
    load_register(content(LINES[1].replace("1124", "1125")), year=2021)
    assert Organisation.objects.values(*edited).get() == edited
    assert Municipality.objects.get().school_age == 1125


def test_an_organisation_that_stands_already_is_taken_by_its_business_id(providers):
    run()
    row = Municipality.objects.get(name_fi="Iisalmi")
    assert row.organisation == providers["iisalmi"]
    assert Organisation.objects.filter(name_fi="Iisalmi").count() == 1


def test_swedish_majority_is_served_in_swedish():
    run()
    languages = dict(Organisation.objects.values_list("name_fi", "language"))
    assert (languages["Närpiö"], languages["Maarianhamina"], languages["Helsinki"]) == ("sv", "sv", "fi")
    assert Organisation.objects.get(name_fi="Närpiö").case.language == "sv"


def test_a_newer_year_stands_beside_the_old():
    load_register(content(*LINES[1:4]), year=2021)
    load_register(content(*LINES[2:4]), year=2022)
    merged = LINES[1].split(",")[0]
    assert list(Municipality.objects.filter(code=merged).values_list("register_year", flat=True)) == [2021]
    assert Organisation.objects.count() == 3
    assert Organisation.objects.filter(register_rows__register_year=2022).count() == 2


def test_a_bad_row_changes_nothing():
    load_register(content(*LINES[1:3]), year=2021)
    before = list(Municipality.objects.values())
    bad = LINES[2].replace("318", "-318")
    with pytest.raises(BadRegister):
        load_register(content(LINES[1].replace("1124", "9"), bad, LINES[3]), year=2021)
    assert list(Municipality.objects.values()) == before
    assert Organisation.objects.count() == 2


def test_a_cut_file_of_the_same_year_is_refused():
    load_register(content(*LINES[1:4]), year=2021)
    with pytest.raises(BadRegister, match="missing from the file: 010 Alavus"):
        load_register(content(*LINES[1:3]), year=2021)
    assert Municipality.objects.count() == 3


def test_query_count_does_not_grow_with_rows():
    def queries(count: int, year: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            load_register(content(*LINES[1 : 1 + count]), year=year)
        return len(captured)

    assert queries(1, 2021) == queries(40, 2022)


def test_the_command_names_line_and_reason(tmp_path):
    path = tmp_path / "register.csv"
    path.write_bytes(content(LINES[1], LINES[2].replace(",fi,", ",xx,")))
    with pytest.raises(CommandError, match=r"(?s)nothing was changed.*line 3: language_status 'xx'"):
        run(str(path), "--year", "2021")
    with pytest.raises(CommandError, match="--year is needed"):
        run(str(path))
    with pytest.raises(CommandError, match="No such file"):
        run(str(tmp_path / "none.csv"), "--year", "2021")
    assert not Municipality.objects.exists()
