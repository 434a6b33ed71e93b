"""Assessment in a browser: saved by itself, by keyboard on a phone, kept at a session's end; axe looks on."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils.translation import override

from grants.enums import ReviewState
from grants.models import Call, Review, ReviewScore
from sky_portal import clock
from tests.browser.people import Person
from tests.browser.test_axe import OVERFLOW
from tests.grants import reviewing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pair(open_call, demo_time, cast, providers):
    """One application whose two assessors have not begun; the call is closed."""
    application = reviewing.send(open_call, cast, providers, name="Jokainen koulupäivä")
    other = reviewing.second_assessor()
    with clock.standing_at(reviewing.EXAMINING):
        reviews = reviewing.assign(application, cast["assessor"], other, actor=cast["presenting_officer"])
    demo_time(reviewing.EXAMINING)
    return reviews


def do(review):
    with clock.standing_at(reviewing.EXAMINING):
        reviewing.do(review, 2, 2, 2, 2, 2)


def address(name, *arguments, language="fi"):
    with override(language):
        return reverse(f"grants:{name}", args=arguments)


def choose(person, key, score):
    """Chooses a score by keyboard: Tab comes to the first one, the arrows go on from there."""
    person.reach(person.page.locator(f"#id_score-{key}_0"))
    for _ in range(score):
        person.page.keyboard.press("ArrowDown")
    assert person.page.locator(f"#id_score-{key}_{score}").is_checked()


def test_scored_by_keyboard_on_a_phone_and_finished(new_page, sign_in, pair, cast, axe):
    own, others = pair
    do(others)
    page = new_page(width=360, height=740)
    sign_in(page, cast["assessor"])
    assessor = Person(page, keyboard=True)
    assessor.open(address("review", own.application.case_id))
    for number, criterion in enumerate(own.application.call.criteria.all()):
        choose(assessor, criterion.key, 4 - number % 2)
        assessor.write(page.locator(f"#id_reason-{criterion.key}"), f"Peruste {number}.")
    # It saves by itself: the page is left without a button.
    box = page.locator("[data-answer]").nth(4)
    page.locator("#id_reason-_summary").focus()
    box.locator("[data-status]").filter(has_text="Tallennettu").wait_for()
    stored = ReviewScore.objects.filter(review=own).order_by("criterion__place")
    assert [one.score for one in stored] == [4, 3, 4, 3, 4]
    assert axe(page) == []
    assert page.evaluate(OVERFLOW) == []
    page.reload()
    assert page.locator("#id_reason-need").input_value() == "Peruste 0."
    assessor.press("button", "Arviointi on valmis")
    # The other was done: both stand side by side now.
    page.get_by_text("Arvioinnit rinnakkain").wait_for()
    own.refresh_from_db()
    assert own.get_state_display() == ReviewState.DONE.label
    assert axe(page) == []
    assert page.evaluate(OVERFLOW) == []


def test_two_windows_show_both_texts_and_neither_is_lost(new_page, sign_in, pair, cast):
    first, second = new_page(), new_page()
    where = address("review", pair[0].application.case_id)
    for page in (first, second):
        sign_in(page, cast["assessor"])
        page.goto(where)
    first.locator("#id_reason-need").fill("Ensimmäinen ikkuna.")
    first.locator("#id_score-need_3").check()
    first.locator("[data-status]").first.filter(has_text="Tallennettu").wait_for()
    second.locator("#id_reason-need").fill("Toinen ikkuna.")
    second.locator("#id_reason-levels").focus()
    conflict = second.get_by_role("alert").filter(has_text="Ensimmäinen ikkuna.")
    conflict.wait_for()
    assert second.locator("#id_reason-need").input_value() == "Toinen ikkuna."
    conflict.get_by_role("button", name="Ota tallennettu").click()
    second.wait_for_function("document.querySelector('#id_reason-need').value === 'Ensimmäinen ikkuna.'")
    assert second.locator("#id_score-need_3").is_checked()


def test_a_session_s_end_keeps_the_text(new_page, sign_in, pair, cast):
    page = new_page()
    sign_in(page, cast["assessor"])
    page.goto(address("review", pair[0].application.case_id))
    Session.objects.all().delete()
    page.locator("#id_reason-need").fill("Kirjoitettu istunnon jälkeen.")
    page.locator("#id_score-need_2").check()
    status = page.locator("[data-status]").first
    status.filter(has_text="Istuntosi on päättynyt").wait_for()
    sign_in(page, cast["assessor"])
    page.locator("#id_reason-need").press("End")
    page.locator("#id_reason-need").type(" Jatkuu.")
    page.locator("#id_reason-levels").focus()
    status.filter(has_text="Tallennettu").wait_for(timeout=30000)
    stored = ReviewScore.objects.get()
    assert (stored.score, stored.reason) == (2, "Kirjoitettu istunnon jälkeen. Jatkuu.")


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("fi", "light", 1440), ("sv", "dark", 360)], ids=["wide", "phone"]
)
def test_axe_finds_nothing(new_page, sign_in, pair, cast, axe, language, theme, width):
    Call.objects.update(consensus_wanted=True)
    own, others = pair
    case = own.application.case_id
    found = []
    page = new_page(width=width, color_scheme=theme)
    sign_in(page, cast["assessor"])

    def look(*paths):
        for path in paths:
            assert page.goto(path).ok, path
            found.extend(axe(page))
            found.extend(f"{path}: {part}" for part in page.evaluate(OVERFLOW))

    look(address("reviews", language=language), address("review", case, language=language))
    do(own)
    look(address("review", case, language=language))
    do(others)
    look(address("review", case, language=language), address("reviews", language=language))
    page.goto(address("review", case, language=language))
    page.locator("form[action$='/consensus/begin/'] button").click()
    page.wait_for_url(f"**{address('consensus', case, language=language)}")
    look(address("consensus", case, language=language))
    sign_in(page, cast["presenting_officer"])
    look(address("ranking", "sky-2021", language=language), address("review", case, language=language))
    assert found == []
    assert Review.objects.counting().count() == 3
