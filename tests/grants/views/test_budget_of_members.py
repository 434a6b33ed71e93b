"""A member's own people at the budget page: their own lines, nobody else's, whatever they post."""

import pytest
from django.urls import reverse

from grants.models import CostCategory
from grants.services import budget as budgets
from sky_portal.accounts.enums import Role
from tests.grants import factories


@pytest.fixture
def members(draft, cast, providers):
    """Iisalmi coordinates; Lapinlahti (the participant's) and Siilinjärvi have confirmed."""
    others = factories.join(draft, providers["lapinlahti"], providers["siilinjarvi"], actor=cast["preparer"])
    members = [draft.pilot.members.exclude(pk__in=[one.pk for one in others]).get(), *others]
    lines = [factories.line(draft, "100", member=one, basis=f"Rivi {one.pk}") for one in members]
    factories.save_budget(draft, *lines, actor=cast["preparer"])
    return members


@pytest.fixture
def address(draft):
    return reverse("grants:budget", args=[draft.case_id])


@pytest.fixture
def participant(sign_in, members):
    return sign_in("participant")


def cells(draft, member, number=0, **typed):
    """One line as the page posts it."""
    category = draft.call.cost_categories.order_by("number").first()
    values = {"member": member.pk, "category": category.pk, "cost_type": "pay", "year": "2021"}
    values |= {"basis": "Koulukoutsi", "person_months": "5", "amount": "222"} | typed
    return {f"lines-{number}-{name}": str(value) for name, value in values.items()}


def send(client, address, draft, *parts, **fields):
    marks = {f"seen-{part}": mark for part, mark in budgets.seen_in(budgets.applied(draft)).items()}
    data = marks | {"save": "1"} | fields
    for part in parts:
        data |= part
    return client.post(address, data)


def stored(draft):
    return [(line.member_id, line.amount_cents // 100) for line in budgets.applied(draft).lines.all()]


def test_a_member_sees_its_own_lines_as_cells_and_the_others_as_text(participant, address, members):
    answer = participant.get(address)
    words = answer.content.decode()
    form = answer.context["form"]
    assert [row.values["member"] for row in form.lines] == [str(members[1].pk)]
    assert form.choices["member"] == [(str(members[1].pk), "Lapinlahti")]
    assert set(form.seen) == {str(members[1].pk)}
    assert words.count("data-fixed ") == 2
    assert "other-0" not in words
    assert 'name="save"' in words


def test_a_member_saves_its_own_lines(participant, address, draft, members):
    answer = send(participant, address, draft, cells(draft, members[1]), cells(draft, members[1], 7))
    assert (answer.status_code, answer.url) == (302, address)
    assert "sillä välin" not in participant.get(address).content.decode()
    pks = [member.pk for member in members]
    assert stored(draft) == [(pks[0], 100), (pks[1], 222), (pks[1], 222), (pks[2], 100)]


@pytest.mark.parametrize("attack", ["a line of another", "its own moved away", "another's among its own"])
def test_what_touches_another_s_line_is_refused_at_its_cell_and_kept(
    participant, address, draft, members, attack
):
    before = stored(draft)
    parts = {
        "a line of another": [cells(draft, members[2])],
        "its own moved away": [cells(draft, members[0])],
        "another's among its own": [cells(draft, members[1], 1), cells(draft, members[2], 0)],
    }[attack]
    answer = send(participant, address, draft, *parts)
    words = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_lines-0-member"' in words
    assert "Voit merkitä vain oman kuntasi kustannuksia." in words
    assert stored(draft) == before
    # What was posted stands there: saving again would not turn it into a line of one's own.
    form = answer.context["form"]
    row = next(row for row in form.lines if row.number == "0")
    assert f'<option value="{row.values["member"]}" selected>' in words


def test_other_funding_is_not_a_member_s_to_enter(participant, address, draft, members):
    other = {"other-0-granter": "Kunta", "other-0-amount": "5"}
    answer = send(participant, address, draft, cells(draft, members[1]), other)
    assert answer.status_code == 422
    assert "Koordinoiva kunta merkitsee muun julkisen rahoituksen." in answer.content.decode()
    assert not budgets.applied(draft).other_funding.exists()


def test_the_coordinator_and_a_member_save_from_pages_of_one_moment(
    preparer, participant, address, draft, members
):
    pages = [client.get(address).context["form"].seen for client in (preparer, participant)]
    marks = [{f"seen-{part}": mark for part, mark in page.items()} for page in pages]
    mine = cells(draft, members[1])
    assert participant.post(address, marks[1] | mine | {"save": "1"}).status_code == 302
    all_lines = {}
    for number, member in enumerate(members):
        amount = "111" if number == 0 else "100"
        all_lines |= cells(draft, member, number, amount=amount, basis=f"Rivi {member.pk}")
    answer = preparer.post(address, marks[0] | all_lines | {"save": "1"}, follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert (
        "Muut ovat sillä välin tallentaneet, ja se näkyy tällä sivulla: Lapinlahti."
        in answer.content.decode()
    )
    assert [euros for _, euros in stored(draft)] == [111, 222, 100]


def test_a_conflict_names_the_part_and_who_changed_it(preparer, address, draft, members, cast):
    page = preparer.get(address).context["form"].seen
    marks = {f"seen-{part}": mark for part, mark in page.items()}
    lines = {}
    for number, member in enumerate(members):
        lines |= cells(draft, member, number, amount="999", basis=f"Rivi {member.pk}")
    mine = factories.line(draft, "250", member=members[1], basis="Oma")
    budgets.save_lines(
        draft, lines=[mine], other=[], seen=budgets.seen_in(budgets.applied(draft)), actor=cast["participant"]
    )
    answer = preparer.post(address, marks | lines | {"save": "1"})
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Päivi Kumpulainen" in words
    assert answer.context["conflict"]["names"] == ["Lapinlahti"]
    assert [line.basis for line in answer.context["conflict"]["lines"]] == ["Oma"]
    assert [row.values["amount"] for row in answer.context["form"].lines] == ["999"] * 3
    fresh = {f"seen-{part}": mark for part, mark in answer.context["form"].seen.items()}
    assert preparer.post(address, fresh | lines | {"save": "1"}).status_code == 302
    assert [euros for _, euros in stored(draft)] == [999, 999, 999]


def test_rows_come_and_go_without_scripts_for_a_member_too(participant, address, draft, members):
    answer = participant.post(address, cells(draft, members[1]) | {"add": "lines"})
    assert [row.values["member"] for row in answer.context["form"].lines] == [str(members[1].pk)] * 2


def test_a_reader_of_a_member_writes_nothing(client, address, draft, members, providers):
    client.force_login(factories.make_person(providers["lapinlahti"], Role.LOCAL_CONTACT))
    words = client.get(address).content.decode()
    assert 'name="save"' not in words
    assert words.count("data-fixed ") == 3
    assert send(client, address, draft, cells(draft, members[1])).status_code == 403


def test_a_line_of_who_has_left_keeps_its_name_and_its_member(preparer, address, draft, members, cast):
    from pilots.services import leave_member

    leave_member(members[1], actor=cast["participant"])
    words = preparer.get(address).content.decode()
    assert f'<option value="{members[1].pk}" selected>Lapinlahti</option>' in words


def test_pay_above_the_cap_is_warned_of_at_its_line_and_saved(participant, address, draft, members):
    amount = {"amount": "40 000", "person_months": "5"}
    assert send(participant, address, draft, cells(draft, members[1], **amount)).status_code == 302
    words = participant.get(address).content.decode()
    assert "Palkka on henkilöä kohti 96\u00a0000\u00a0€ vuodessa" in words
    assert words.count("data-pay hidden>") == 1  # the empty line that scripts copy


def test_the_decision_is_asked_where_the_category_asks(participant, address, draft, members):
    hours = draft.call.cost_categories.get(needs_decision=True)
    send(participant, address, draft, cells(draft, members[1], category=hours.pk, decision="Lautakunta § 1"))
    assert budgets.applied(draft).lines.get(member=members[1]).decision == "Lautakunta § 1"
    shown = participant.get(address)
    assert shown.context["form"].lines[0].asks_decision
    assert 'value="Lautakunta § 1"' in shown.content.decode()


def test_a_member_s_own_decision_is_offered_to_a_new_line(participant, address, draft, members):
    from datetime import date

    members[1].decision_number, members[1].decision_date = "§ 12/2021", date(2021, 3, 3)
    members[1].save()
    hours = draft.call.cost_categories.get(needs_decision=True)
    answer = participant.post(address, cells(draft, members[1], category=hours.pk) | {"add": "lines"})
    values = [row.values["decision"] for row in answer.context["form"].lines]
    assert values == ["", "§ 12/2021, 3.3.2021"]
    assert "Kunta on ilmoittanut tämän oman päätöksensä: § 12/2021, 3.3.2021." in answer.content.decode()


def test_a_decision_that_is_too_long_is_refused_at_its_cell(participant, address, draft, members):
    hours = draft.call.cost_categories.get(needs_decision=True)
    answer = send(
        participant, address, draft, cells(draft, members[1], category=hours.pk, decision="x" * 121)
    )
    assert answer.status_code == 422
    assert 'href="#id_lines-0-decision"' in answer.content.decode()


def test_a_call_whose_categories_ask_for_none_shows_no_decision(participant, address):
    CostCategory.objects.update(needs_decision=False)
    assert "data-decision>" not in participant.get(address).content.decode()


@pytest.mark.parametrize("who", ["preparer", "participant"])
def test_more_lines_and_members_cost_no_more_queries(who, sign_in, address, draft, members, cast, costs):
    client = sign_in(who)
    before = costs(client, address)
    lines = [factories.line(draft, "1", member=one, basis=f"{n}") for n in range(5) for one in members]
    factories.save_budget(draft, *lines, actor=cast["preparer"])
    assert costs(client, address) == before
