"""The officials' list and read view: what was sent, never a draft."""

import pytest
from django.urls import reverse

from grants.services import application as writing
from grants.services import submission as sending
from tests.grants import factories
from tests.grants.views.conftest import EXAMINING

LIST = "grants:received"


def names(page):
    return [row.name for row in page.context["desk"].rows]


def read(application):
    return reverse("grants:submission", args=[application.case_id])


@pytest.mark.parametrize(
    "who", ["presenting_officer", "assessor", "decision_maker", "registrar", "evaluator", "reader"]
)
def test_readers_see_what_arrived(who, sign_in, arrived):
    client = sign_in(who)
    assert names(client.get(reverse(LIST))) == ["Jokainen koulupäivä"]
    assert client.get(read(arrived)).status_code == 200


@pytest.mark.parametrize("who", ["preparer", "signatory", "participant", "outsider"])
def test_applicants_do_not(who, sign_in, arrived):
    client = sign_in(who)
    assert client.get(reverse(LIST)).status_code == 404
    assert client.get(read(arrived)).status_code == 404


def test_a_draft_is_nowhere(officer, ready):
    assert officer.get(reverse(LIST)).context["desk"].sums["count"] == 0
    assert officer.get(read(ready)).status_code == 404
    assert "Luonnoksia ei näytetä" in officer.get(reverse(LIST)).content.decode()


def test_the_read_view_shows_what_was_sent_not_what_is_edited(officer, arrived, cast):
    writing.save_answer(
        arrived, key="purpose", value="Muutettu jälkeenpäin", base_version=1, actor=cast["preparer"]
    )
    words = officer.get(read(arrived)).content.decode()
    assert factories.ANSWERS["purpose"] in words
    assert "Muutettu jälkeenpäin" not in words
    assert arrived.current_submission.sha256 in words
    assert "28\u00a0500" in words


def test_the_draft_s_own_trail_is_not_the_official_s(officer, arrived):
    events = officer.get(read(arrived)).context["events"]
    told = sorted(str(event["what"]) for event in events)
    # Besides the sending only what those who examine it have declared of themselves.
    assert told == ["Lähetti hakemuksen", *["Teki esteellisyysilmoituksen"] * len(EXAMINING)]


def test_earlier_versions_can_be_read(officer, arrived, cast):
    writing.save_answer(arrived, key="purpose", value="Toinen versio", base_version=1, actor=cast["preparer"])
    sending.submit(arrived, actor=cast["signatory"])
    assert "Toinen versio" in officer.get(read(arrived)).content.decode()
    first = officer.get(read(arrived), {"version": "1"}).content.decode()
    assert "Toinen versio" not in first
    assert "Tämä versio ei ole enää hakemus" in first
    assert officer.get(read(arrived), {"version": "3"}).status_code == 404


def test_three_lines_cost_as_much_as_one(officer, call, cast, providers, costs):
    sent = factories.make_ready(call, organisation=providers["iisalmi"], actor=cast["preparer"])
    sending.submit(sent, actor=cast["signatory"])
    factories.declare_free(sent, cast["presenting_officer"])
    one = costs(officer, read(sent))
    lines = [factories.line(sent, basis=f"Työ {n}") for n in range(3)]
    factories.save_budget(sent, *lines, actor=cast["preparer"])
    sending.submit(sent, actor=cast["signatory"])
    assert costs(officer, read(sent)) <= one


@pytest.mark.parametrize("asked", ["9" * 5000, "9" * 30, "-1", "²", "x", "999"])
def test_a_version_that_there_is_not(officer, arrived, asked):
    assert officer.get(read(arrived), {"version": asked}).status_code in {200, 404}
