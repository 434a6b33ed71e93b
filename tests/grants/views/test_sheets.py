"""A budget pasted or sent as a file: shown before anything, taken as unsaved rows, nothing lost."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from grants.services import budget as budgets
from grants.services.budget import FundingInput
from grants.services.sheets.reading import read
from tests.grants import factories
from tests.grants.services.sheets.files import xlsx

TABLE = (
    "Kunta\tKululaji\tLaji\tVuosi\tPeruste\tHtkk\tKustannus (€)\n"
    "Iisalmi\t1 Koordinaattori\tPalkka\t2021\tAluekoordinaattori 5 kk\t5\t28 500,00 €\n"
    "Iisalmi\t2\ttoiminta\t2022\tMatkat\t\t6 200\n"
    "Yhteensä\t\t\t\t\t\t34 700\n"
)


@pytest.fixture
def paste(draft):
    return reverse("grants:budget_paste", args=[draft.case_id])


@pytest.fixture
def bring_in(draft):
    return reverse("grants:budget_import", args=[draft.case_id])


@pytest.fixture
def export(draft):
    return reverse("grants:budget_export", args=[draft.case_id])


def fields_of(answer):
    """What the preview page would send back as it stands."""
    form = answer.context["form"]
    fields = dict(answer.context["typed"])
    fields |= {name: [] for name, _value in form.carried}
    for name, value in form.carried:
        fields[name].append(value)
    return fields | {f"sheet-column-{c.place}": c.kind for c in form.columns}


def typed_line(draft, number=0, **cells):
    member, category = draft.pilot.members.get(), draft.call.cost_categories.get(number=1)
    values = {"member": member.pk, "category": category.pk, "cost_type": "pay", "year": "2022"}
    values |= {"basis": "Kirjoitettu ennen", "person_months": "1", "amount": "kesken"} | cells
    return {f"lines-{number}-{name}": str(value) for name, value in values.items()}


def test_what_was_understood_is_shown_and_nothing_is_stored(preparer, paste, draft):
    answer = preparer.post(paste, {"sheet-text": TABLE})
    assert answer.status_code == 200
    words = answer.content.decode()
    assert "Aluekoordinaattori 5 kk" in words
    assert "28\u00a0500" in words
    understood = answer.context["form"].understood
    assert (len(understood.lines), understood.total) == (2, 3_470_000)
    assert [row.number for row in understood.left_out] == [4]
    assert answer.context["form"].faults == 0
    assert budgets.applied(draft).lines.count() == 0


def test_the_lines_land_in_the_form_and_are_saved_with_its_own_button(preparer, paste, draft):
    preview = preparer.post(paste, {"sheet-text": TABLE})
    page = preparer.post(paste, fields_of(preview) | {"sheet-take": "1"})
    assert page.status_code == 200
    address = reverse("grants:budget", args=[draft.case_id])
    assert f'action="{address}"' in page.content.decode()
    form = page.context["form"]
    assert [row.values["amount"] for row in form.lines] == ["28\u00a0500", "6\u00a0200"]
    sent = {cell.name: cell.value for row in form.lines for cell in row.cells}
    assert preparer.post(address, sent | {"save": "1"}).status_code == 302
    stored = list(budgets.applied(draft).lines.values_list("basis", "amount_cents", "year", "cost_type"))
    assert stored == [
        ("Aluekoordinaattori 5 kk", 2_850_000, 2021, "pay"),
        ("Matkat", 620_000, 2022, "operating"),
    ]


@pytest.mark.parametrize(("how", "bases"), [("append", 3), ("replace", 2)])
def test_what_was_typed_before_comes_along(preparer, paste, draft, how, bases):
    typed = typed_line(draft) | {"other-0-granter": "Kunta", "other-0-amount": "100", "seen-other": "x"}
    preview = preparer.post(paste, typed | {"sheet-text": TABLE})
    assert preview.context["form"].standing == 1
    page = preparer.post(paste, fields_of(preview) | {"sheet-take": "1", "sheet-how": how})
    form = page.context["form"]
    assert len(form.lines) == bases
    assert (form.lines[0].values["basis"] == "Kirjoitettu ennen") == (how == "append")
    assert form.other[0].values == {"granter": "Kunta", "amount": "100"}
    assert form.seen == {"other": "x"}


def test_a_table_not_yet_looked_at_outlives_a_refused_budget(preparer, draft):
    page = reverse("grants:budget", args=[draft.case_id])
    answer = preparer.post(page, typed_line(draft) | {"sheet-text": TABLE, "save": "1"})
    assert answer.status_code == 422
    assert "Aluekoordinaattori 5 kk" in answer.content.decode()


def test_one_may_go_back_with_everything_typed(preparer, paste, draft):
    preview = preparer.post(paste, typed_line(draft) | {"sheet-text": TABLE})
    page = preparer.post(paste, fields_of(preview) | {"sheet-back": "1"})
    assert [row.values["amount"] for row in page.context["form"].lines] == ["kesken"]


def test_what_is_not_known_stands_at_its_cell_with_what_came(preparer, paste, draft):
    text = TABLE.replace("Iisalmi\t2", "Kuopio\t9 Muu").replace("6 200", "-6 200")
    preview = preparer.post(paste, {"sheet-text": text})
    assert "Kuopio" in preview.content.decode()
    page = preparer.post(paste, fields_of(preview) | {"sheet-take": "1"})
    row = page.context["form"].lines[1]
    assert "Kuopio" in row.cell("member").errors[0]
    assert row.cell("category").errors
    assert row.cell("amount").errors
    # No member is chosen by the browser in its place.
    assert row.cell("member").choices[0][0] == row.cell("member").value == "?"
    assert page.context["form"].problems[0].target == row.cell("member").id
    assert not page.context["form"].lines[0].cell("member").errors


def test_a_number_that_may_mean_either_is_asked_and_not_guessed(preparer, paste, draft):
    text = TABLE.replace("28 500,00 €", "28.500").replace("6 200", "6.200")
    preview = preparer.post(paste, {"sheet-text": text})
    assert preview.context["form"].understood.asks_decimal
    refused = preparer.post(paste, fields_of(preview) | {"sheet-take": "1"})
    assert refused.status_code == 422
    assert 'href="#id_decimal_comma"' in refused.content.decode()
    page = preparer.post(paste, fields_of(preview) | {"sheet-take": "1", "sheet-decimal": ","})
    assert [row.values["amount"] for row in page.context["form"].lines] == ["28\u00a0500", "6\u00a0200"]


def test_cents_are_rounded_only_when_asked(preparer, paste, draft):
    preview = preparer.post(paste, {"sheet-text": TABLE.replace("6 200", "6 200,50")})
    assert preview.context["form"].faults == 1
    again = preparer.post(paste, fields_of(preview) | {"sheet-look": "again", "sheet-whole": "1"})
    assert again.context["form"].faults == 0
    assert again.context["form"].understood.lines[1].values["amount"] == "6201"


def test_a_table_without_header_is_mapped_by_the_person(preparer, paste, draft):
    body = "\n".join(line for line in TABLE.split("\n")[1:3])
    preview = preparer.post(paste, {"sheet-text": body})
    assert preview.context["form"].layout.header is None
    assert preview.context["form"].layout.kinds[-1] == "amount"
    fields = fields_of(preview) | {"sheet-column-4": "decision", "sheet-look": "again"}
    again = preparer.post(paste, fields)
    assert again.context["form"].understood.lines[0].values["decision"] == "Aluekoordinaattori 5 kk"


def test_what_no_column_has_may_hold_for_every_line(preparer, paste, draft):
    text = "Kululaji\tPeruste\t2021\t2022\n1\tKoordinaattori\t1000\t2000\n"
    preview = preparer.post(paste, {"sheet-text": text})
    # The member is alone in the pilot: nobody needs to be asked.
    assert [name for name, *_rest in preview.context["form"].same] == ["cost_type"]
    same = {"sheet-same-cost_type": "pay", "sheet-look": "again"}
    again = preparer.post(paste, fields_of(preview) | same)
    assert again.context["form"].faults == 0
    assert [line.values["year"] for line in again.context["form"].understood.lines] == ["2021", "2022"]


def test_several_members_without_a_column_are_asked_for(preparer, paste, draft, providers, cast):
    (lapinlahti,) = factories.join(draft, providers["lapinlahti"], actor=cast["preparer"])
    text = "Kululaji\tTyyppi\tPeruste\t2022\n1\tPalkat\tKoordinaattori\t1000\n"
    preview = preparer.post(paste, {"sheet-text": text})
    assert [name for name, *_rest in preview.context["form"].same] == ["member"]
    assert preview.context["form"].faults == 1
    same = {"sheet-same-member": str(lapinlahti.pk), "sheet-look": "again"}
    again = preparer.post(paste, fields_of(preview) | same)
    assert again.context["form"].understood.lines[0].values["member"] == str(lapinlahti.pk)


def test_another_sheet_of_a_file_may_be_chosen(preparer, bring_in, paste, draft):
    file = xlsx(
        ["Muistiinpanoja"], Kulut=[["Kululaji", "Kustannus"], [3, 100]], Muu=[["Kulu", "Kululaji"], [7, 3]]
    )
    preview = preparer.post(bring_in, {"sheet-file": SimpleUploadedFile("t.xlsx", file.getvalue())})
    assert preview.context["form"].which == 1
    again = preparer.post(paste, fields_of(preview) | {"sheet-which": "2", "sheet-look": "again"})
    assert again.context["form"].understood.lines[0].values["amount"] == "7"


def test_a_file_is_read_and_not_kept(preparer, bring_in, draft):
    file = xlsx(
        ["Kunta", "Kululaji", "Laji", "Vuosi", "Peruste", "Htkk", "Kustannus"],
        ["Iisalmi", 1, "Palkka", 2022, "Koutsi", 2.5, 28500.0],
    )
    answer = preparer.post(
        bring_in, typed_line(draft) | {"sheet-file": SimpleUploadedFile("t.xlsx", file.getvalue())}
    )
    assert answer.status_code == 200
    assert answer.context["form"].faults == 0
    line = answer.context["form"].understood.lines[0]
    assert (line.values["person_months"], line.values["amount"]) == ("2,5", "28500")
    assert ("lines-0-basis", "Kirjoitettu ennen") in answer.context["typed"]
    assert not draft.case.documents.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.xlsx", b"PK\x03\x04 no package"),
        ("x.pdf", b"%PDF-1.4"),
        ("x.xlsx", b""),
        ("x.csv", b"a;b"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_everything_kept(preparer, bring_in, draft, name, content):
    upload = SimpleUploadedFile(name, content)
    answer = preparer.post(bring_in, typed_line(draft) | {"sheet-file": upload})
    assert answer.status_code == 422
    assert answer.context["form"].lines[0].values["amount"] == "kesken"
    assert 'href="#id_sheet-file"' in answer.content.decode()


@pytest.mark.parametrize("text", ["", "  \n", "ei sarakkeita", "a\tb\n" * 3000, "\t".join("x" * 90)])
def test_a_text_that_is_no_table_is_refused_with_everything_kept(preparer, paste, draft, text):
    answer = preparer.post(paste, typed_line(draft) | {"sheet-text": text})
    assert answer.status_code == 422
    assert answer.context["form"].lines[0].values["basis"] == "Kirjoitettu ennen"
    assert answer.context["sheet_text"] == text


@pytest.mark.parametrize(
    "rows", ["", "[", "[" * 100_000, "{}", "[[1]]", '[["a","b"]]', '[[1,["1e9"]]]', "[[1,null]]", "null"]
)
def test_rows_that_come_back_changed_are_refused(preparer, paste, draft, rows):
    answer = preparer.post(paste, {"sheet-title": "", "sheet-rows": rows})
    assert answer.status_code == 422


def test_more_lines_than_a_budget_has_are_not_taken(preparer, paste, draft):
    line = TABLE.split("\n")[1]
    preview = preparer.post(paste, {"sheet-text": "\n".join([TABLE.partition("\n")[0], *[line] * 501])})
    assert preview.status_code == 200
    assert preparer.post(paste, fields_of(preview) | {"sheet-take": "1"}).status_code == 422


def test_a_member_takes_its_own_lines_alone(draft, providers, cast, sign_in, paste):
    factories.join(draft, providers["lapinlahti"], actor=cast["preparer"])
    text = TABLE.replace("Iisalmi\t2", "Lapinlahti\t2")
    preview = sign_in("participant").post(paste, {"sheet-text": text})
    assert preview.status_code == 200
    form = preview.context["form"]
    assert [line.values["basis"] for line in form.understood.lines] == ["Matkat"]
    assert [row.number for row in form.understood.left_out] == [2, 4]
    # Without a column of members all lines are its own.
    own = "Kululaji\tLaji\tVuosi\tPeruste\tKustannus\n2\ttoiminta\t2022\tMatkat\t6 200\n"
    preview = sign_in("participant").post(paste, {"sheet-text": own})
    assert preview.context["form"].faults == 0


def test_who_may_not_write_pastes_nothing(draft, sign_in, paste, bring_in):
    assert sign_in("outsider").post(paste, {"sheet-text": TABLE}).status_code == 404
    assert sign_in("registrar").post(bring_in).status_code == 404


def test_to_look_at_these_addresses_leads_to_the_budget(preparer, paste, bring_in, draft):
    for address in (paste, bring_in):
        assert preparer.get(address).url == reverse("grants:budget", args=[draft.case_id])


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_what_goes_out_comes_in_again(preparer, export, bring_in, draft, cast, language):
    lines = [
        factories.line(draft),
        factories.line(draft, "6 200", basis="=1+1", cost_type="operating", person_months=""),
        factories.line(draft, "7", basis="@SUM(A1) ä €", year="2023", person_months="2,5"),
    ]
    factories.save_budget(draft, *lines, actor=cast["preparer"], other=(FundingInput("Kunta", "100"),))
    answer = preparer.get(export.replace("/fi/", f"/{language}/", 1))
    assert answer.status_code == 200
    sheets = read(io.BytesIO(answer.content), name="talousarvio.xlsx")
    assert len(sheets) == 3
    upload = SimpleUploadedFile("talousarvio.xlsx", answer.content)
    again = preparer.post(bring_in.replace("/fi/", f"/{language}/", 1), {"sheet-file": upload})
    assert again.context["form"].faults == 0
    taken = again.context["form"].taken().typed_lines()
    factories.save_budget(draft, *taken, actor=cast["preparer"], other=(FundingInput("Kunta", "100"),))
    # Saving what is already stored changes nothing.
    assert budgets.applied(draft).revision == 1


def test_a_reader_takes_the_file_out(draft, providers, cast, sign_in, export):
    factories.join(draft, providers["lapinlahti"], actor=cast["preparer"])
    assert sign_in("participant").get(export).status_code == 200
    assert sign_in("outsider").get(export).status_code == 404


def test_the_preview_asks_the_database_no_more_for_more_lines(
    preparer, paste, draft, django_assert_max_num_queries
):
    head, line = TABLE.split("\n")[:2]
    preparer.post(paste, {"sheet-text": TABLE})
    with django_assert_max_num_queries(40) as few:
        preparer.post(paste, {"sheet-text": f"{head}\n{line}"})
    with django_assert_max_num_queries(len(few)):
        preparer.post(paste, {"sheet-text": "\n".join([head, *[line] * 200])})
