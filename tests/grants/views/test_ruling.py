"""The ruling on the submission's page: given there, shown beside the verdict, unseen by the applicant."""

import pytest
from django.urls import reverse

from grants.models import EligibilityRuling
from grants.services import application as applications
from grants.services import submission as submissions
from grants.services.eligibility import rule_on_eligibility
from sky_portal import clock
from tests.grants import factories

TYPED = {"eligible": "yes", "reason": "Kolme kuntaa kattaa alueen.", "seen": "1"}


@pytest.fixture
def sent(db, cast, providers):
    with clock.standing_at(factories.OPEN):
        call = factories.make_call()
        submission = factories.make_sent(
            call, organisation=providers["iisalmi"], actor=cast["preparer"], signatory=cast["signatory"]
        )
        factories.declare_free(submission.application, cast["presenting_officer"], cast["decision_maker"])
        yield submission.application


def url(sent) -> str:
    return reverse("grants:ruling", args=[sent.case_id])


def read(sent) -> str:
    return reverse("grants:submission", args=[sent.case_id])


def test_the_officer_rules_and_officials_read_it(sent, cast, sign_in):
    officer = sign_in("presenting_officer")
    assert url(sent) in officer.get(read(sent)).content.decode()
    words = officer.post(url(sent), TYPED, follow=True).content.decode()
    for part in (TYPED["reason"], str(cast["presenting_officer"]), "Täyttää hakuehdon"):
        assert part in words
    others = sign_in("decision_maker").get(read(sent)).content.decode()
    assert TYPED["reason"] in others
    assert url(sent) not in others
    assert "virkamiehen kannanoton mukaan" in officer.get(reverse("grants:received")).content.decode()


def test_what_is_wrong_is_said_beside_what_was_sent(sent, sign_in):
    answer = sign_in("presenting_officer").post(url(sent), {**TYPED, "reason": ""})
    assert answer.status_code == 422
    assert not EligibilityRuling.objects.exists()


def test_what_was_sent_since_is_read_first_and_what_was_typed_stays(sent, cast, sign_in):
    applications.save_note(sent, text="Uutta.", actor=cast["preparer"])
    submissions.submit(sent, actor=cast["signatory"])
    answer = sign_in("presenting_officer").post(url(sent), TYPED)
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "uudempi versio" in words
    assert TYPED["reason"] in words
    assert not EligibilityRuling.objects.exists()


def test_a_ruling_on_an_earlier_version_says_so(sent, cast, sign_in):
    rule_on_eligibility(sent, eligible=False, reason="Ei vielä.", actor=cast["presenting_officer"])
    applications.save_note(sent, text="Uutta.", actor=cast["preparer"])
    submissions.submit(sent, actor=cast["signatory"])
    officer = sign_in("presenting_officer")
    words = officer.get(read(sent)).content.decode()
    assert "Ei vielä." in words
    assert "Koskee versiota 1" in words
    assert "(versio 1)" in officer.get(reverse("grants:received")).content.decode()


def test_the_applicant_sees_nothing_of_it(sent, cast, sign_in):
    rule_on_eligibility(sent, eligible=False, reason="Ei täytä.", actor=cast["presenting_officer"])
    client = sign_in("signatory")
    assert client.post(url(sent), TYPED).status_code == 404
    for name in ("application", "check", "sent"):
        words = client.get(reverse(f"grants:{name}", args=[sent.case_id])).content.decode()
        assert "Ei täytä." not in words
        assert "Otti kantaa" not in words
        assert str(cast["presenting_officer"]) not in words
