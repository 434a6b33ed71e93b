"""The versions of an application and their differences, as applicants and officials read them."""

import pytest
from django.urls import reverse

from grants.services import application as writing
from grants.services import submission as sending
from grants.services import withdrawal
from pilots.services import invite_member
from tests.grants import factories


def at(name, application, *more):
    return reverse(f"grants:{name}", args=[application.case_id, *more])


@pytest.fixture
def twice(arrived, cast):
    """Sent twice: a word and a sum have changed, and the working copy says a third thing."""
    text = factories.ANSWERS["purpose"].replace("jokainen", "ihan jokainen")
    writing.save_answer(arrived, key="purpose", value=text, base_version=1, actor=cast["preparer"])
    factories.save_budget(arrived, factories.line(arrived, "30 000"), actor=cast["preparer"])
    sending.submit(arrived, actor=cast["signatory"])
    writing.save_answer(
        arrived, key="purpose", value="Vain luonnosta", base_version=2, actor=cast["preparer"]
    )
    arrived.refresh_from_db()
    return arrived


def test_every_version_is_listed_with_its_evidence(preparer, twice):
    page = preparer.get(at("versions", twice))
    rows = page.context["rows"]
    assert [row["sent"].number for row in rows] == [2, 1]
    assert [row["is_current"] for row in rows] == [True, False]
    assert rows[0]["arrived"] == "15.3.2021 klo\u00a010.02.00"
    assert page.context["working"]["differs"]
    words = page.content.decode()
    assert twice.current_submission.sha256 in words
    assert "Työversiossa sanotaan muuta" in words


def test_a_draft_has_none_and_says_so(preparer, ready):
    words = preparer.get(at("versions", ready)).content.decode()
    assert "Mitään ei ole vielä lähetetty" in words
    assert preparer.get(at("compare", ready)).status_code == 404
    assert preparer.get(at("version", ready, 1)).status_code == 404


def test_a_version_is_read_as_it_was_sent(preparer, twice):
    first = preparer.get(at("version", twice, 1)).content.decode()
    assert factories.ANSWERS["purpose"] in first
    assert "Vain luonnosta" not in first
    assert "ei ole enää hakemus" in first
    assert "Tämä on hakemus" in preparer.get(at("version", twice, 2)).content.decode()
    for number in (3, 99_999, 10**30):
        assert preparer.get(at("version", twice, number)).status_code == 404


def test_first_the_working_copy_is_compared_with_what_was_sent_last(preparer, twice):
    page = preparer.get(at("compare", twice))
    assert page.context["form"].chosen == {"earlier": "2", "later": "working"}
    words = page.content.decode()
    assert "Vain luonnosta" in words
    assert "se ei ole hakemus" in words
    assert page.context["found"].budget is None


def test_two_versions_are_compared_word_by_word_and_line_by_line(preparer, twice):
    page = preparer.get(at("compare", twice), {"earlier": "1", "later": "2"})
    words = page.content.decode()
    assert "ihan" in words
    assert "Vain luonnosta" not in words
    assert "[lisätty:" in words
    assert page.context["found"].count == 2
    assert "28\u00a0500" in words
    assert "+1\u00a0500" in words


@pytest.mark.parametrize(
    "asked",
    [{"earlier": "1", "later": "1"}, {"earlier": "x", "later": "9" * 400}, {"earlier": "working"}, {}],
)
def test_whatever_is_asked_is_answered(preparer, twice, asked):
    page = preparer.get(at("compare", twice), asked)
    assert page.status_code == 200
    if asked.get("earlier") == asked.get("later"):
        assert ("Mikään ei ole muuttunut" in page.content.decode()) is bool(asked)


def test_what_is_typed_is_not_html(preparer, arrived, cast):
    text = "<script>alert(1)</script> & <ins>"
    writing.save_answer(arrived, key="purpose", value=text, base_version=1, actor=cast["preparer"])
    words = preparer.get(at("compare", arrived)).content.decode()
    assert "<script>alert" not in words
    assert "&lt;ins&gt;" in words


def test_officials_compare_what_was_sent_and_never_the_working_copy(officer, twice):
    words = officer.get(at("received_versions", twice)).content.decode()
    assert "Versio 2" in words
    for asked in ({}, {"later": "working"}, {"earlier": "2", "later": "working"}):
        page = officer.get(at("received_compare", twice), asked)
        assert page.context["form"].chosen["later"] == "2"
        assert "Vain luonnosta" not in page.content.decode()
    assert "ihan" in officer.get(at("received_compare", twice)).content.decode()


def test_an_old_version_has_its_own_receipt(officer, twice):
    first = twice.submissions.get(number=1)
    for sent in (first, twice.current_submission):
        sending.acknowledge(sent, f"%PDF {sent.number}".encode())
    page = officer.get(at("submission", twice), {"version": "1"})
    assert page.context["receipt"].key == str(first.pk)
    assert officer.get(at("submission", twice)).context["receipt"].key == str(twice.current_submission_id)


def test_officials_see_no_versions_of_a_draft(officer, ready):
    assert officer.get(at("received_versions", ready)).status_code == 404
    assert officer.get(at("received_compare", ready)).status_code == 404


@pytest.mark.parametrize("who", ["outsider", "outsider_signatory", "presenting_officer", "participant"])
def test_strangers_find_nothing(sign_in, twice, who):
    client = sign_in(who)
    for name, more in (("versions", ()), ("compare", ()), ("version", (1,))):
        assert client.get(at(name, twice, *more)).status_code == 404


def test_a_single_version_is_compared_with_itself(officer, arrived):
    words = officer.get(at("received_compare", arrived)).content.decode()
    assert "Valitsit saman version kahdesti" in words


def test_an_invitation_alone_changes_nothing_that_is_said(preparer, arrived, cast, providers):
    invite_member(arrived.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])
    page = preparer.get(at("versions", arrived))
    assert not page.context["working"]["differs"]
    assert "eroaa lähetetystä" not in preparer.get(at("application", arrived)).content.decode()


def test_what_only_a_register_says_is_told_as_such(preparer, arrived, providers):
    providers["iisalmi"].registry_email = "uusi.kirjaamo@iisalmi.example"
    providers["iisalmi"].save()
    words = preparer.get(at("compare", arrived)).content.decode()
    assert "Mikään kirjoittamanne ei ole muuttunut" in words


def test_three_versions_cost_as_much_as_one(preparer, officer, arrived, cast, costs):
    pages = [
        (preparer, at("versions", arrived)),
        (officer, at("received_versions", arrived)),
        (preparer, at("compare", arrived)),
        (officer, at("received_compare", arrived)),
    ]
    one = [costs(client, address) for client, address in pages]
    for number in range(2, 4):
        lines = [factories.line(arrived, basis=f"Työ {number} {n}") for n in range(number)]
        factories.save_budget(arrived, *lines, actor=cast["preparer"])
        sending.submit(arrived, actor=cast["signatory"])
    more = [costs(client, address) for client, address in pages]
    # Two different versions are read instead of one and itself: the query is the same.
    assert more == one


def test_a_withdrawn_application_says_that_none_is_one(preparer, officer, twice, cast):
    withdrawal.withdraw(twice, actor=cast["signatory"])
    for client, name in ((preparer, "versions"), (officer, "received_versions")):
        words = client.get(at(name, twice)).content.decode()
        assert "Mikään näistä ei ole nyt hakemus" in words
