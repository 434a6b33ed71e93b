"""Acts on several rows, saved views and files of the worklist, and substitutes."""

import csv
import io
import zipfile
from datetime import date, timedelta

import pytest
from django.urls import reverse

from grants.enums import ConflictState
from grants.models import Application, ConflictDeclaration, Deputy, Review, SavedView
from grants.services.sheets.reading import read
from grants.services.worklist.export import guarded
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Organisation
from sky_portal.money import CENTS
from tests.grants import factories

LIST, SEVERAL = "grants:received", "grants:received_several"
AFTER = factories.LAST_INSTANT + timedelta(days=1)


@pytest.fixture
def two(arrived, another):
    return arrived, another("Toinen")


@pytest.fixture
def closed(two):
    with clock.standing_at(AFTER):
        yield two


def rows(*applications):
    return [str(application.pk) for application in applications]


def officers_of(*applications):
    found = Application.objects.filter(pk__in=[one.pk for one in applications]).order_by("pk")
    return list(found.values_list("presenting_officer", flat=True))


def test_marked_rows_are_taken_under_examination(officer, closed):
    data = {"act": "examine", "row": rows(*closed)}
    page = officer.post(f"{reverse(SEVERAL)}?sort=-grant", data, follow=True)
    assert page.redirect_chain == [(f"{reverse(LIST)}?sort=-grant", 302)]
    assert "2 hakemusta: tehty." in page.content.decode()
    assert set(Application.objects.values_list("state", flat=True)) == {"in_review"}
    again = officer.post(reverse(SEVERAL), data)
    assert again.status_code == 200
    words = again.content.decode()
    assert "Mitä ei tehty" in words
    assert words.count("Käsittelyssä") == 2


def test_while_the_call_is_open_nothing_is_taken(officer, two):
    page = officer.post(reverse(SEVERAL), {"act": "examine", "row": rows(*two)})
    assert page.content.decode().count("Sinulla ei ole oikeutta") == 2
    assert set(Application.objects.values_list("state", flat=True)) == {"submitted"}


def test_an_officer_by_hand_and_by_the_whole_list(officer, closed, cast):
    me = cast["presenting_officer"]
    officer.post(reverse(SEVERAL), {"act": "officer", "row": rows(closed[0]), "officer": me.pk})
    assert officers_of(*closed) == [me.pk, None]
    officer.post(f"{reverse(SEVERAL)}?q=toinen", {"act": "spread_officers", "whole": "on"})
    assert officers_of(*closed) == [me.pk, me.pk]
    officer.post(reverse(SEVERAL), {"act": "officer", "whole": "on", "officer": "none"})
    assert officers_of(*closed) == [None, None]


def test_assessors_by_hand_and_evenly(officer, closed, cast):
    people = [cast["assessor"].pk, cast["presenting_officer"].pk]
    data = {"act": "assessors", "row": rows(closed[0]), "people": people[:1], "due_on": "2021-04-16"}
    officer.post(reverse(SEVERAL), data)
    [review] = Review.objects.all()
    assert (review.assessor, review.due_on) == (cast["assessor"], date(2021, 4, 16))
    page = officer.post(reverse(SEVERAL), {"act": "spread_assessors", "whole": "on", "people": people})
    assert page.status_code == 302
    assert Review.objects.counting().count() == 4


def test_a_conflict_is_named_and_the_others_go_on(officer, closed, cast):
    ConflictDeclaration.objects.filter(application=closed[0], person=cast["assessor"]).update(
        state=ConflictState.CONFLICTED
    )
    data = {"act": "assessors", "row": rows(*closed), "people": [cast["assessor"].pk]}
    words = officer.post(reverse(SEVERAL), data).content.decode()
    assert f"{cast['assessor']}: Henkilö on esteellinen." in words
    assert list(Review.objects.values_list("application", flat=True)) == [closed[1].pk]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"act": "examine"}, "Merkitse ensin hakemukset"),
        ({"act": "assessors", "whole": "on"}, "Valitse ensin arvioijat"),
        ({"act": "officer", "whole": "on"}, "Valitse ensin esittelijä"),
        ({"act": "officer", "whole": "on", "officer": "1' OR 1"}, "Valitse ensin esittelijä"),
        ({"act": "delete", "whole": "on"}, "Valitse, mitä tehdään"),
        ({"act": "examine", "row": ["x", "²", "9" * 40]}, "Merkitse ensin hakemukset"),
    ],
    ids=["no-rows", "no-assessors", "no-officer", "no-such-officer", "no-such-act", "no-such-row"],
)
def test_what_is_lacking_is_said(officer, closed, data, words):
    page = officer.post(reverse(SEVERAL), data, follow=True)
    assert words in page.content.decode()
    assert not Review.objects.exists()
    assert officers_of(*closed) == [None, None]


def test_an_application_in_conflict_cannot_be_named_by_its_number(officer, closed, cast):
    ConflictDeclaration.objects.filter(application=closed[0], person=cast["presenting_officer"]).update(
        state=ConflictState.CONFLICTED
    )
    officer.post(reverse(SEVERAL), {"act": "examine", "row": rows(*closed)})
    states = dict(Application.objects.values_list("pk", "state"))
    assert states == {closed[0].pk: "submitted", closed[1].pk: "in_review"}


@pytest.mark.parametrize("who", ["assessor", "decision_maker", "reader", "preparer"])
def test_others_do_nothing_to_several(sign_in, closed, who):
    response = sign_in(who).post(reverse(SEVERAL), {"act": "examine", "row": rows(*closed)})
    assert response.status_code in {403, 404}
    assert set(Application.objects.values_list("state", flat=True)) == {"submitted"}


def test_a_view_is_saved_opened_renamed_and_deleted(officer, two):
    save = f"{reverse('grants:received_save_view')}?q=toinen&sort=-grant&col=region&flag=overlap&page=1"
    page = officer.post(save, {"name": "  Omani "}, follow=True)
    view = SavedView.objects.get()
    assert view.name == "Omani"
    assert "page" not in view.query
    assert [row.name for row in page.context["desk"].rows] == ["Toinen"]
    assert page.context["desk"].asked.column_keys == ["number", "name", "region"]
    officer.post(f"{reverse('grants:received_save_view')}?q=jokainen", {"name": "Omani"})
    view.refresh_from_db()
    assert "jokainen" in view.query
    edit = reverse("grants:received_view", args=[view.pk])
    assert officer.post(edit, {"name": ""}).status_code == 422
    officer.post(edit, {"name": "Toisin"})
    assert 'aria-current="page">Toisin</a>' in officer.get(f"{reverse(LIST)}?view={view.pk}").content.decode()
    officer.post(edit, {"delete": "on"})
    assert not SavedView.objects.exists()


def test_another_s_view_is_not_there(officer, sign_in, two, standing):
    officer.post(reverse("grants:received_save_view"), {"name": "Omani"})
    edit = reverse("grants:received_view", args=[SavedView.objects.get().pk])
    other = sign_in("assessor")
    assert other.get(edit).status_code == 404
    assert other.post(edit, {"delete": "on"}).status_code == 404
    assert "Omani" not in other.get(reverse(LIST)).content.decode()
    assert SavedView.objects.exists()


def test_two_views_cannot_share_a_name(officer, two):
    for name in ("Yksi", "Kaksi"):
        officer.post(reverse("grants:received_save_view"), {"name": name})
    second = SavedView.objects.get(name="Kaksi")
    page = officer.post(reverse("grants:received_view", args=[second.pk]), {"name": "Yksi"})
    assert page.status_code == 422
    assert SavedView.objects.filter(name="Kaksi").exists()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"], ids=ord)
def test_every_start_of_a_formula_is_guarded(start):
    assert guarded(f"{start}1+1") == f"'{start}1+1"
    assert guarded(f"a{start}1") == f"a{start}1"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "=HYPERLINK(1)"])
def test_no_cell_becomes_a_formula(officer, another, name):
    another(name)
    response = officer.get(reverse("grants:received_csv"))
    assert response["Content-Disposition"].startswith("attachment; filename=")
    cells = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";"))[1]
    assert cells[1] == f"'{name}"
    content = officer.get(reverse("grants:received_xlsx")).content
    assert b"<f>" not in unpacked(content)
    assert b"hyperlink" not in unpacked(content)
    assert [row.cells[1] for row in read(io.BytesIO(content), name="a.xlsx")[0].rows][1] == name


def test_sums_are_numbers_in_both_files_and_the_columns_those_shown(officer, two):
    asked = {"col": ["grant", "region"], "sort": "-name"}
    content = officer.get(reverse("grants:received_xlsx", query=asked)).content
    head, *lines = [list(row.cells) for row in read(io.BytesIO(content), name="a.xlsx")[0].rows]
    assert head == ["Numero", "Pilotti", "Maakunta", "Haettu, €"]
    assert [line[1] for line in lines] == ["Toinen", "Jokainen koulupäivä"]
    text = officer.get(reverse("grants:received_csv", query=asked)).content.decode("utf-8-sig")
    assert text.splitlines()[1].endswith(f";{2_280_000 // CENTS}")
    assert b'<c r="D2"' in unpacked(content)
    assert b't="s"' not in unpacked(content).split(b'<c r="D2"')[1].split(b"</c>")[0]


def test_files_cost_the_same_for_one_and_three(officer, arrived, another, costs):
    one = costs(officer, reverse("grants:received_csv"))
    for name in ("Toinen", "Kolmas"):
        another(name)
    assert costs(officer, reverse("grants:received_csv")) == one


def unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return b"".join(package.read(name) for name in package.namelist() if "sheet1" in name)


@pytest.fixture
def second(db, cast):
    office = Organisation.objects.get(code="OKM")
    return factories.make_person(office, Role.PRESENTING_OFFICER, name="Toinen Esittelijä")


def stand_in(client, person, deputy, **days):
    days = {"starts_on": "2021-03-15", "ends_on": "2021-03-20"} | days
    return client.post(reverse("grants:deputies"), {"person": person.pk, "deputy": deputy.pk, **days})


def test_a_deputy_s_list_is_theirs_on_those_days_only(officer, arrived, cast, second, client):
    me = cast["presenting_officer"]
    assert stand_in(officer, me, second).status_code == 302
    Application.objects.update(presenting_officer=me)
    client.force_login(second)
    mine = f"{reverse(LIST)}?officer=me"
    assert [row.name for row in client.get(mine).context["desk"].rows] == ["Jokainen koulupäivä"]
    with clock.standing_at(clock.helsinki(2021, 3, 21, 0, 0)):
        assert client.get(mine).context["desk"].rows == []
    deputy = Deputy.objects.get()
    officer.post(reverse("grants:end_deputy", args=[deputy.pk]))
    assert client.get(mine).context["desk"].rows == []
    assert "Päättynyt etuajassa" in officer.get(reverse("grants:deputies")).content.decode()


@pytest.mark.parametrize(
    "days",
    [{"starts_on": "2021-03-21"}, {"starts_on": "2021-03-01", "ends_on": "2021-03-14"}, {"ends_on": ""}],
    ids=["backwards", "gone-by", "no-end"],
)
def test_days_that_make_no_sense(officer, cast, second, days, standing, call):
    assert stand_in(officer, cast["presenting_officer"], second, **days).status_code == 422
    assert not Deputy.objects.exists()


def test_made_twice_it_is_there_once(officer, cast, second, call):
    for _ in range(2):
        stand_in(officer, cast["presenting_officer"], second)
    assert Deputy.objects.count() == 1


def test_whose_deputies_one_arranges(officer, sign_in, cast, second, call, standing):
    assert stand_in(officer, second, cast["presenting_officer"]).status_code == 422
    assert stand_in(officer, cast["presenting_officer"], cast["presenting_officer"]).status_code == 422
    assert stand_in(officer, cast["presenting_officer"], cast["assessor"]).status_code == 422
    assert not Deputy.objects.exists()
    administrator = sign_in("call_administrator")
    assert stand_in(administrator, second, cast["presenting_officer"]).status_code == 302
    assert sign_in("assessor").get(reverse("grants:deputies")).status_code in {403, 404}
    # One's own substitution is ended by oneself or the administrator, not by a colleague.
    assert officer.post(reverse("grants:end_deputy", args=[Deputy.objects.get().pk])).status_code == 403
