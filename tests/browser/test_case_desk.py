"""An application beside its examination: by keyboard, on a phone, in either theme, and axe finds nothing."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from grants.models import CheckMark, OfficialNote
from grants.services import submission as sending
from grants.services.checklist import mark
from grants.services.notes import write_note
from sky_portal import clock
from tests.browser.test_axe import OVERFLOW
from tests.grants import factories
from tests.grants.files import attach, pdf, png

# Everything but the files: what a frame shows is the browser's own.
UNFOLD = """() => {
  const folded = document.querySelectorAll("main details:not(.in-place)");
  for (const one of folded) one.open = true;
}"""
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def arrived(open_call, cast, providers):
    """Two applications, the first with a PDF and a picture; the officer has declared."""
    with clock.standing_at(factories.OPEN):
        found = []
        for name in ("Jokainen koulupäivä", "Toinen pilotti"):
            preparer = cast["preparer"]
            ready = factories.make_ready(
                open_call, organisation=providers["iisalmi"], actor=preparer, name=name
            )
            if not found:
                attach(ready, actor=preparer, name="suunnitelma.pdf", content=pdf())
                attach(ready, actor=preparer, name="kuva.png", content=png())
            sending.submit(ready, actor=cast["signatory"])
            factories.declare_free(ready, cast["presenting_officer"])
            found.append(ready)
    return found


def address(application, language="fi", name="submission"):
    with override(language):
        return reverse(f"grants:{name}", args=[application.case_id])


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("sv", "light", 360), ("fi", "dark", 1440)], ids=["phone", "dark"]
)
def test_axe_finds_nothing(new_page, sign_in, arrived, cast, axe, language, theme, width):
    first, _second = arrived
    officer = cast["presenting_officer"]
    with clock.standing_at(factories.OPEN):
        write_note(first, text="Kysytään matkakuluista", actor=officer)
        mark(
            first,
            item=first.call.checklist.first(),
            answer="not_ok",
            note="Ei",
            base_version=0,
            actor=officer,
        )
    page = new_page(width=width, color_scheme=theme)
    sign_in(page, officer)
    found = []
    for name in ("submission", "trail"):
        assert page.goto(address(first, language, name)).ok
        page.evaluate(UNFOLD)
        found += axe(page)
        found += [f"{name}: {part}" for part in page.evaluate(OVERFLOW)]
    assert found == []


def test_an_application_is_prepared_by_keyboard_alone(new_page, sign_in, arrived, cast):
    first, second = arrived
    page = new_page(width=1440)
    sign_in(page, cast["presenting_officer"])
    page.goto(address(first))
    # To the examination and its edge.
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.id") == "desk"
    edge = page.locator("[data-split-edge]")
    edge.focus()
    before = edge.bounding_box()["x"]
    page.keyboard.press("ArrowLeft")
    assert edge.get_attribute("aria-valuenow") == "56"
    assert edge.bounding_box()["x"] < before
    # A mark is saved as it is made, without a button.
    item = first.call.checklist.first()
    page.locator(f"#check-answer-{item.key}_0").focus()
    page.keyboard.press("Space")
    page.locator(f"[data-url$='/{item.key}/'] [data-status]").get_by_text("Tallennettu").wait_for()
    assert CheckMark.objects.get().answer == "ok"
    # A letter in a field is a letter.
    page.locator("#note_text").focus()
    page.keyboard.type("jkl: katsotaan")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#notes")
    assert OfficialNote.objects.get().text == "jkl: katsotaan"
    # To the neighbours, and the edge stays where it was.
    page.locator("#notes").focus()
    page.keyboard.press("j")
    page.wait_for_url(f"**{address(second)}**")
    assert page.locator("[data-split-edge]").get_attribute("aria-valuenow") == "56"
    page.keyboard.press("k")
    page.wait_for_url(f"**{address(first)}**")
    # Turned off, single keys do nothing any more.
    page.keyboard.press("?")
    page.locator("[data-keys-on]").uncheck()
    page.locator("#sent").focus()
    page.keyboard.press("j")
    page.wait_for_timeout(200)
    assert page.url.endswith(address(first)) or address(first) in page.url


def test_files_are_shown_in_their_place(new_page, sign_in, arrived, cast):
    first, _second = arrived
    page = new_page(width=1440)
    sign_in(page, cast["presenting_officer"])
    page.goto(address(first))
    picture = page.locator("details.in-place:has(img)")
    with page.expect_response(lambda answer: "/files/" in answer.url) as shown:
        picture.locator("summary").click()
    assert shown.value.status == 200
    assert picture.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 8
    document = page.locator("details.in-place:has(iframe)").first
    with page.expect_response(lambda answer: "/files/" in answer.url) as answered:
        document.locator("summary").click()
    assert answered.value.status == 200
    assert answered.value.headers["content-disposition"].startswith("inline")


def test_two_officers_at_one_point_see_each_other(new_page, sign_in, arrived, cast):
    first, _second = arrived
    page = new_page(width=1440)
    sign_in(page, cast["presenting_officer"])
    page.goto(address(first))
    item = first.call.checklist.first()
    with clock.standing_at(factories.OPEN):
        mark(
            first,
            item=item,
            answer="not_ok",
            note="Jo katsottu",
            base_version=0,
            actor=cast["presenting_officer"],
        )
    page.locator(f"#check-answer-{item.key}_0").check()
    point = page.locator(f"[data-url$='/{item.key}/']")
    point.get_by_text("Jo katsottu").wait_for()
    assert CheckMark.objects.get().answer == "not_ok"
    point.locator("[data-keep]").click()
    point.locator("[data-status]").get_by_text("Tallennettu").wait_for()
    assert CheckMark.objects.get().answer == "ok"
