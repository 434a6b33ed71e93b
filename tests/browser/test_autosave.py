"""Autosave: says when it saved, shows both texts, keeps everything on a broken line."""

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from grants.services import application as writing
from sky_portal import clock
from sky_portal.questions.models import Answer
from tests.grants import factories

pytestmark = pytest.mark.browser


@pytest.fixture
def application(open_call, cast, providers):
    """An empty draft."""
    with clock.standing_at(factories.OPEN):
        return factories.start(open_call, organisation=providers["iisalmi"], actor=cast["preparer"])


@pytest.fixture
def section(page, application, cast, sign_in):
    """The first section's page, opened by the preparer."""
    sign_in(page, cast["preparer"])
    with override("fi"):
        page.goto(reverse("grants:section", args=[application.case_id, application.sheet.sections[0].key]))
    return page


def status(page):
    return page.locator("[data-answer]").first.locator("[data-status]")


def stored():
    return Answer.objects.filter(key="purpose").values_list("value", flat=True).first()


def write(page, text):
    page.locator("#id_purpose").fill(text)
    page.locator("#id_purpose").blur()


def test_an_answer_is_saved_by_itself(section):
    write(section, "Kouluun joka päivä")
    expect(status(section)).to_contain_text("Tallennettu 10.0")
    assert stored() == "Kouluun joka päivä"
    write(section, "Kouluun joka ikinen päivä")
    expect(section.locator("#id_version-purpose")).to_have_value("2")
    assert stored() == "Kouluun joka ikinen päivä"


def other_writes(application, cast, text):
    with clock.standing_at(factories.OPEN):
        version = Answer.objects.filter(key="purpose").values_list("version", flat=True).first() or 0
        writing.save_answer(
            application, key="purpose", value=text, base_version=version, actor=cast["signatory"]
        )


def test_on_a_conflict_one_s_own_text_can_be_kept(section, application, cast, axe):
    other_writes(application, cast, "Toisen teksti")
    write(section, "Oma teksti")
    told = section.get_by_role("alert")
    expect(told).to_contain_text("Juhani Ruotsalainen")
    expect(told).to_contain_text("Toisen teksti")
    expect(section.locator("#id_purpose")).to_have_value("Oma teksti")
    assert stored() == "Toisen teksti"
    assert axe(section) == []
    section.get_by_role("button", name="Pidä omani").click()
    expect(status(section)).to_contain_text("Tallennettu")
    assert stored() == "Oma teksti"


def test_on_a_conflict_the_other_s_text_can_be_taken(section, application, cast):
    other_writes(application, cast, "Toisen teksti")
    write(section, "Oma teksti")
    section.get_by_role("button", name="Ota toisen teksti").click()
    expect(section.locator("#id_purpose")).to_have_value("Toisen teksti")
    assert stored() == "Toisen teksti"


def test_an_open_conflict_is_not_decided_by_the_save_button(section, application, cast):
    other_writes(application, cast, "Toisen teksti")
    write(section, "Oma teksti")
    expect(section.get_by_role("alert")).to_be_visible()
    section.get_by_role("button", name="Tallenna ja jatka").click()
    expect(section.get_by_role("button", name="Pidä omani")).to_be_focused()
    assert stored() == "Toisen teksti"


def test_a_broken_line_keeps_the_text_and_says_so(section):
    section.context.set_offline(True)
    write(section, "Kouluun joka päivä")
    expect(status(section)).to_contain_text("Ei yhteyttä")
    expect(section.locator("#id_purpose")).to_have_value("Kouluun joka päivä")
    assert stored() is None
    section.context.set_offline(False)
    expect(status(section)).to_contain_text("Tallennettu", timeout=20000)
    assert stored() == "Kouluun joka päivä"


def test_an_ended_session_keeps_the_text_until_one_has_signed_in_again(section, cast, sign_in):
    section.context.clear_cookies(name="sessionid")
    write(section, "Kouluun joka päivä")
    expect(status(section)).to_contain_text("Istuntosi on päättynyt")
    assert stored() is None
    sign_in(section, cast["preparer"])
    write(section, "Kouluun joka ikinen päivä")
    expect(status(section)).to_contain_text("Tallennettu")
    assert stored() == "Kouluun joka ikinen päivä"
