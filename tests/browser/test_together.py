"""Two people write one application: each sees the other, nothing is overwritten, all of it by keyboard."""

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from grants.models import PartAssignment, PartComment
from grants.services import application as writing
from grants.services import together
from sky_portal import clock
from sky_portal.questions.models import Answer
from tests.browser.people import Person
from tests.browser.test_axe import OVERFLOW
from tests.grants import factories

pytestmark = pytest.mark.browser
# A page in front asks anew who is here; tests do not wait for the next beat.
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def application(open_call, cast, providers):
    """Iisalmi's draft: Lapinlahti has confirmed, and its signatory takes care of the first section."""
    with clock.standing_at(factories.OPEN):
        draft = factories.start(open_call, organisation=providers["iisalmi"], actor=cast["preparer"])
        factories.join(draft, providers["lapinlahti"], actor=cast["preparer"])
        first = draft.sheet.sections[0].key
        together.give(draft, part=first, person=cast["participant"], actor=cast["preparer"])
    return draft


@pytest.fixture
def addresses(application):
    """The pages of the draft in a language."""

    def of(language="fi"):
        first = application.sheet.sections[0].key
        case = application.case_id
        with override(language):
            return {
                "section": reverse("grants:section", args=[case, first]),
                "application": reverse("grants:application", args=[case]),
                "division": reverse("grants:division", args=[case]),
                "comments": reverse("grants:comments", args=[case, "budget"]),
            }

    return of


@pytest.fixture
def opened(new_page, sign_in, cast, addresses):
    """Somebody has a page open in a browser of their own."""

    def by(who, name="section", language="fi", **options):
        page = new_page(**options)
        sign_in(page, cast[who])
        page.goto(addresses(language)[name])
        return page

    return by


def write(page, text):
    page.locator("#id_purpose").fill(text)
    page.locator("#id_purpose").blur()


def saved(page):
    status = page.locator("[data-answer]").first.locator("[data-status]")
    expect(status).to_contain_text("Tallennettu")


def here(page):
    return page.locator("[data-here]")


def stored():
    return Answer.objects.filter(key="purpose").values_list("value", flat=True).first()


def test_two_people_see_each_other_and_what_the_other_has_changed(opened, axe):
    aino, paivi = opened("preparer"), opened("participant")
    expect(here(paivi)).to_have_text("Aino Karppinen (Iisalmi) on myös tällä sivulla.")
    write(aino, "Kouluun joka päivä")
    saved(aino)
    # The next beat of her page tells her of the other.
    aino.evaluate(LOOK)
    expect(here(aino)).to_have_text("Päivi Kumpulainen (Lapinlahti) on myös tällä sivulla.")
    paivi.evaluate(LOOK)
    news = paivi.locator("[data-news]").first
    expect(news).to_contain_text("Aino Karppinen muutti tätä vastausta")
    expect(paivi.locator("#id_purpose")).to_have_value("")
    assert axe(paivi) == []
    news.get_by_role("button", name="Näytä").click()
    expect(paivi.locator("#id_purpose")).to_have_value("Kouluun joka päivä")
    expect(news).to_be_hidden()
    # What was shown is what she goes on from: no conflict.
    write(paivi, "Kouluun joka ikinen päivä")
    saved(paivi)
    assert stored() == "Kouluun joka ikinen päivä"


def test_who_has_typed_already_is_shown_both_texts(opened, application, cast):
    paivi = opened("participant")
    with clock.standing_at(factories.OPEN):
        writing.save_answer(application, key="purpose", value="Ainon", base_version=0, actor=cast["preparer"])
    paivi.evaluate(LOOK)
    news = paivi.locator("[data-news]").first
    expect(news).to_contain_text("Aino Karppinen")
    paivi.locator("#id_purpose").fill("Päivin")
    news.get_by_role("button", name="Näytä").click()
    told = paivi.get_by_role("alert")
    expect(told).to_contain_text("Ainon")
    expect(paivi.locator("#id_purpose")).to_have_value("Päivin")
    assert stored() == "Ainon"
    told.get_by_role("button", name="Pidä omani").click()
    saved(paivi)
    assert stored() == "Päivin"


def test_who_has_left_is_not_told_of_for_long(opened, monkeypatch):
    from grants.services.together import presence

    monkeypatch.setattr(presence, "LIFE", 1)
    aino, paivi = opened("preparer"), opened("participant")
    paivi.close()
    aino.wait_for_timeout(1200)
    aino.evaluate(LOOK)
    expect(here(aino)).to_be_hidden()


def test_a_part_taken_back_while_one_writes_is_said_and_the_text_stays(opened, application, cast):
    paivi = opened("participant")
    given = PartAssignment.objects.get()
    with clock.standing_at(factories.OPEN):
        together.take_back(application, part=given.part, person=given.person, actor=cast["preparer"])
    write(paivi, "Kirjoitin kauan")
    expect(paivi.locator("[data-status]").first).to_contain_text("Tätä ei tallennettu")
    expect(paivi.locator("#id_purpose")).to_have_value("Kirjoitin kauan")
    assert stored() is None


def test_work_is_divided_and_talked_about_by_keyboard_alone(opened, addresses):
    aino = opened("preparer", "division")
    person = Person(aino, keyboard=True)
    person.reach(aino.get_by_label("Anna henkilölle: Talousarvio"))
    aino.keyboard.type("Juhani")
    person.press_it(aino.get_by_role("button", name="Anna: Talousarvio"))
    expect(aino.get_by_text("Juhani Ruotsalainen hoitaa nyt osan ”Talousarvio”.")).to_be_visible()
    aino.goto(addresses()["section"])
    person.write(aino.get_by_label("Kommentti", exact=True), "Lyhennetään.")
    person.press("button", "Lisää kommentti")
    expect(aino.get_by_text("Lyhennetään.")).to_be_visible()
    person.press_it(aino.get_by_role("button", name="Merkitse hoidetuksi"))
    expect(aino.get_by_text("1 hoidettu kommentti")).to_be_visible()
    assert PartComment.objects.get().settled_by.name == "Aino Karppinen"


def test_without_javascript_on_a_phone_in_swedish(opened):
    page = opened("participant", language="sv", width=360, java_script_enabled=False)
    page.locator("#id_purpose").fill("Till skolan")
    page.get_by_role("button", name="Spara", exact=True).last.click()
    assert stored() == "Till skolan"
    page.get_by_label("Kommentar", exact=True).fill("Kortare.")
    page.get_by_role("button", name="Lägg till kommentaren").click()
    expect(page.get_by_text("Kortare.")).to_be_visible()
    page.get_by_role("button", name="Markera som åtgärdad").click()
    assert PartComment.objects.get().settled_at is not None


def test_a_person_is_chosen_without_javascript(opened):
    page = opened("preparer", "division", java_script_enabled=False, width=360)
    page.get_by_role("button", name="Ota takaisin").click()
    assert not PartAssignment.objects.exists()
    page.get_by_role("button", name="Anna: Talousarvio").click()
    expect(page.get_by_role("alert")).to_contain_text("Valitse henkilö.")
    page.get_by_label("Anna henkilölle: Talousarvio").select_option(label="Juhani Ruotsalainen (Iisalmi)")
    page.get_by_role("button", name="Anna: Talousarvio").click()
    assert PartAssignment.objects.get().part == "budget"


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("fi", "light", 1280), ("sv", "dark", 360), ("en", "light", 768)]
)
def test_axe_finds_nothing(opened, application, addresses, cast, axe, language, theme, width):
    first = application.sheet.sections[0].key
    with clock.standing_at(factories.OPEN):
        for part in (first, "budget"):
            said = together.add_comment(application, part=part, text="Luvut?", actor=cast["participant"])
            together.add_comment(application, part=part, text="a" * 300, actor=cast["participant"])
            together.settle(said, actor=cast["preparer"])
        writing.save_answer(application, key="purpose", value="x", base_version=0, actor=cast["preparer"])
    page = opened("preparer", language=language, width=width, color_scheme=theme)
    found = []
    for name, address in addresses(language).items():
        page.goto(address)
        found += axe(page)
        found += [f"{name}: {part}" for part in page.evaluate(OVERFLOW)]
    assert found == []
