"""The budget page: every cell kept, every error at its place, nobody's work overwritten."""

import pytest
from django.urls import reverse

from grants.services import budget as budgets
from sky_portal.accounts.enums import Role
from tests.grants import factories


@pytest.fixture
def address(draft):
    return reverse("grants:budget", args=[draft.case_id])


@pytest.fixture
def cells(draft):
    """The cells of one line as the page posts them."""
    member = draft.pilot.members.get()
    category = draft.call.cost_categories.get(number=1)

    def line(number=0, **typed):
        values = {
            "member": str(member.pk),
            "category": str(category.pk),
            "cost_type": "pay",
            "year": "2022",
            "basis": "Aluekoordinaattori 12 kk",
            "person_months": "12",
            "amount": "68 400",
        }
        return {f"lines-{number}-{name}": value for name, value in (values | typed).items()}

    return line


def post(client, address, *parts, **fields):
    data = {**fields}
    for part in parts:
        data |= part
    return client.post(address, data)


def amounts(draft):
    return list(budgets.applied(draft).lines.values_list("amount_cents", flat=True))


def test_lines_are_saved_and_shown(preparer, address, draft, cells):
    other = {"other-0-granter": "Kunta", "other-0-amount": "1 000"}
    answer = post(preparer, address, cells(), cells(5, amount="6\u00a0200", year="2021"), other, save="1")
    assert (answer.status_code, answer.url) == (302, address)
    assert amounts(draft) == [6_840_000, 620_000]
    words = preparer.get(address).content.decode()
    assert "68\u00a0400" in words
    # 74 600 − own share 14 920 − other 1 000
    assert "58\u00a0680\u00a0€" in words


def test_an_error_is_at_its_cell_and_in_the_summary(preparer, address, draft, cells):
    answer = post(preparer, address, cells(), cells(3, amount="-93 600", basis="Koulukoutsit"), save="1")
    words = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_lines-3-amount"' in words
    assert 'id="id_lines-3-amount" name="lines-3-amount" value="-93 600"' in words
    assert 'aria-describedby="id_lines-3-amount_error id_lines-3-amount_pay"' in words
    assert words.count('aria-invalid="true"') == 1
    assert amounts(draft) == []


@pytest.mark.parametrize("typed", ["kaksi", "28.500", "1e3", "12,345", "28 500,50", "<b>1</b>"])
def test_a_wrong_number_is_refused_and_kept_as_typed(preparer, address, draft, cells, typed):
    answer = post(preparer, address, cells(amount=typed), save="1")
    assert answer.status_code == 422
    assert answer.context["form"].lines[0].values["amount"] == typed
    assert amounts(draft) == []


def test_english_sums_are_understood_on_the_english_page(preparer, address, draft, cells):
    post(preparer, address.replace("/fi/", "/en/", 1), cells(amount="28,500"), save="1")
    assert amounts(draft) == [2_850_000]


@pytest.mark.parametrize("key", ["member", "category"])
def test_another_application_s_things_are_refused(preparer, address, cells, key):
    answer = post(preparer, address, cells(**{key: "999999"}), save="1")
    assert answer.status_code == 422
    assert f"#id_lines-0-{key}" in answer.content.decode()


def test_a_line_is_added_and_removed_without_scripts(preparer, address, draft, cells):
    answer = post(preparer, address, cells(basis="Ensimmäinen"), add="lines")
    assert [row.values["basis"] for row in answer.context["form"].lines] == ["Ensimmäinen", ""]
    assert answer.context["form"].lines[1].values["year"] == "2022"
    answer = post(preparer, address, cells(basis="Eka"), cells(1, basis="Toka"), remove="lines-0")
    assert [row.values["basis"] for row in answer.context["form"].lines] == ["Toka"]
    assert "ei ole vielä tallennettu" in answer.content.decode()
    assert amounts(draft) == []


def test_a_granter_is_added_without_scripts(preparer, address, cells):
    assert len(post(preparer, address, cells(), add="other").context["form"].other) == 1


def test_who_saved_meanwhile_is_named_and_both_are_shown(preparer, address, draft, cells, cast):
    factories.save_budget(draft, factories.line(draft, "10 000"), actor=cast["signatory"])
    answer = post(preparer, address, cells(amount="68 400"), save="1")
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Juhani Ruotsalainen" in words
    assert "10\u00a0000" in words
    assert answer.context["form"].lines[0].values["amount"] == "68 400"
    assert amounts(draft) == [1_000_000]
    # Pressing save again on that page is the choice of one's own.
    answer = post(preparer, address, cells(amount="68 400"), seen(answer), save="1")
    assert answer.status_code == 302
    assert amounts(draft) == [6_840_000]


def seen(answer):
    """The marks that a page carries."""
    return {f"seen-{part}": mark for part, mark in answer.context["form"].seen.items()}


@pytest.mark.parametrize("mark", ["", "x", "-1", "9" * 400, "٣"])
def test_a_made_up_mark_is_a_conflict_not_a_crash(preparer, address, cells, draft, cast, mark):
    factories.save_budget(draft, factories.line(draft, "10 000"), actor=cast["signatory"])
    member = draft.pilot.members.get().pk
    marks = {f"seen-{member}": mark, "seen-999999999": mark, "seen-٣": mark, "seen-other": mark}
    assert post(preparer, address, cells(), marks, save="1").status_code == 409
    assert amounts(draft) == [1_000_000]


def test_too_many_lines_are_said_to_be_too_many(preparer, address, cells, draft):
    answer = post(preparer, address, *(cells(n) for n in range(501)), save="1")
    assert answer.status_code == 422
    assert amounts(draft) == []


def test_a_local_contact_reads_but_may_not_write(draft, address, cells, client, standing, providers):
    person = factories.make_person(providers["iisalmi"], Role.LOCAL_CONTACT)
    client.force_login(person)
    assert client.get(address).status_code == 200
    assert post(client, address, cells(), save="1").status_code == 403


@pytest.mark.parametrize("who", ["outsider", "presenting_officer", "participant"])
def test_others_find_no_budget(who, sign_in, address, cells, standing):
    assert post(sign_in(who), address, cells(), save="1").status_code == 404


def test_three_lines_cost_as_much_as_one(preparer, address, draft, cast, costs):
    factories.save_budget(draft, factories.line(draft), actor=cast["preparer"])
    one = costs(preparer, address)
    lines = [factories.line(draft, basis=f"Työ {n}") for n in range(3)]
    factories.save_budget(draft, *lines, actor=cast["preparer"])
    assert costs(preparer, address) == one
