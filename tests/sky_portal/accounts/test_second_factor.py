"""Officials, evaluators and readers show a second factor; a real code, a real clock."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD

SECRET = "JBSWY3DPEHPK3PXP"
WHO = ["presenting_officer", "assessor", "decision_maker", "finance", "registrar", "evaluator", "reader"]


@pytest.fixture(autouse=True)
def _on(settings):
    settings.SECOND_FACTOR_FOR_OFFICIALS = True


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize("who", WHO)
def test_who_reads_others_applications_must_set_one_up(client, cast, log_in, who):
    log_in(client, cast[who].email)
    answer = client.get(reverse("home"))
    assert answer["Location"].startswith(reverse("mfa_activate_totp"))
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("who", ["preparer", "signatory", "participant", "outsider"])
def test_applicants_need_none(client, cast, log_in, who):
    log_in(client, cast[who].email)
    assert client.get(reverse("accounts:me")).status_code == 200


def test_a_maintainer_needs_one_without_any_role(client, cast, log_in):
    maintainer = cast["preparer"]
    maintainer.is_staff = True
    maintainer.save()
    log_in(client, maintainer.email)
    assert client.get("/admin/")["Location"].startswith(reverse("mfa_activate_totp"))


def test_setting_it_up_opens_the_portal_after_a_code(client, cast, log_in):
    log_in(client, cast["registrar"].email)
    form = client.get(reverse("mfa_activate_totp")).context["form"]
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(form.secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(answer["Location"]).status_code == 200
    assert client.get(reverse("accounts:access_requests")).status_code == 200


def test_another_session_is_not_opened_by_it(client, cast, log_in):
    earlier = Client()
    log_in(earlier, cast["registrar"].email)
    log_in(client, cast["registrar"].email)
    form = client.get(reverse("mfa_activate_totp")).context["form"]
    client.post(reverse("mfa_activate_totp"), {"code": code(form.secret)})
    there = earlier.get(reverse("accounts:access_requests"))
    assert there["Location"].startswith(reverse("mfa_reauthenticate"))
    page = earlier.get(there["Location"]).content.decode()
    assert 'name="code"' in page
    assert page.count("<h1>") == 1
    assert "<h1>Koodi puhelimestasi</h1>" in page


def test_a_wrong_first_code_opens_nothing(client, cast, log_in):
    log_in(client, cast["registrar"].email)
    client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert client.get(reverse("accounts:me")).status_code == 302


def test_signing_in_asks_for_the_code(client, cast, log_in):
    TOTP.activate(cast["finance"], SECRET)
    answer = log_in(client, cast["finance"].email)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("accounts:me")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert client.get(reverse("accounts:me")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code(SECRET)})
    assert client.get(reverse("accounts:me")).status_code == 200


def test_codes_cannot_be_guessed_without_end(client, cast, log_in):
    TOTP.activate(cast["finance"], SECRET)
    log_in(client, cast["finance"].email)
    for _ in range(6):
        answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert answer.context["form"].errors.as_data()["code"][0].code == "too_many_login_attempts"
    client.post(reverse("mfa_authenticate"), {"code": code(SECRET)})
    assert client.get(reverse("accounts:me")).status_code == 302


def test_a_session_without_a_code_opens_nothing(client, cast, sign_in):
    TOTP.activate(cast["evaluator"], SECRET)
    browser = sign_in("evaluator")
    for name in ("home", "accounts:me", "front"):
        assert browser.get(reverse(name))["Location"].startswith(reverse("mfa_reauthenticate"))
    assert browser.post(reverse("account_logout")).status_code == 302


def test_giving_it_up_closes_the_portal_again(client, cast, log_in):
    TOTP.activate(cast["reader"], SECRET)
    log_in(client, cast["reader"].email, PASSWORD)
    client.post(reverse("mfa_authenticate"), {"code": code(SECRET)})
    assert client.get(reverse("accounts:me")).status_code == 200
    Authenticator.objects.filter(user=cast["reader"]).delete()
    client.post(reverse("account_logout"))
    log_in(client, cast["reader"].email)
    assert client.get(reverse("accounts:me"))["Location"].startswith(reverse("mfa_activate_totp"))
