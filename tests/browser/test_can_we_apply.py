"""Can we apply, on a phone, by the keyboard, without scripts: one minute from the front page."""

import pytest
from django.core.management import call_command

from tests.browser.people import FOCUSED
from tests.browser.test_axe import OVERFLOW, at_widths

pytestmark = pytest.mark.browser

LABEL = "Kunta tai muu opetuksen järjestäjä"
CHOICE = "m=140&m=263&m=402"


@pytest.fixture
def path(open_call):
    call_command("load_municipalities", verbosity=0)
    return f"calls/{open_call.slug}/can-we-apply/"


def names(page):
    return [text.split("\n")[0].strip() for text in page.locator("table.chosen tbody th").all_inner_texts()]


def test_names_complete_themselves_and_the_keyboard_suffices(new_page, path, axe):
    page = new_page(width=360)
    page.goto(f"/fi/{path}")
    field = page.get_by_label(LABEL)
    field.focus()
    for typed, name in (("iisa", "Iisalmi"), ("IDENS", "Iisalmi"), ("sonkaj", "Sonkajärvi")):
        page.keyboard.type(typed)
        if name in names(page):
            # Who is chosen already is not offered again.
            page.get_by_text("Ei tämännimistä").first.wait_for()
            page.keyboard.press("Control+A")
            page.keyboard.press("Delete")
            continue
        page.get_by_role("option", name=name).wait_for()
        assert axe(page) == []
        page.keyboard.press("Enter")
        page.locator("table.chosen").get_by_text(name, exact=False).first.wait_for()
        assert field.input_value() == ""
        assert field.evaluate(FOCUSED)
    assert page.url.endswith("?m=140&m=762")
    assert page.locator("#told").inner_text() == "2 valittu. Ehto ei vielä täyty. Tarvitaan vielä 2 kuntaa."
    assert at_widths(page, OVERFLOW, 320, 360) == {320: [], 360: []}


def test_the_arrows_choose_among_the_found(page, path):
    page.goto(f"/fi/{path}")
    page.get_by_label(LABEL).focus()
    page.keyboard.type("lap")
    page.get_by_role("option").nth(1).wait_for()
    second = page.get_by_role("option").nth(1).inner_text().split()[0]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("table.chosen").wait_for()
    assert names(page) == [second]


def test_accents_need_no_keyboard_of_their_own_and_both_languages_are_known(page, path):
    page.goto(f"/sv/{path}")
    field = page.get_by_label("Kommun eller annan utbildningsanordnare")
    for typed, name in (("aanekoski", "Äänekoski"), ("turku", "Åbo"), ("ABO", "Åbo")):
        field.fill("")
        field.press_sequentially(typed)
        page.get_by_role("option", name=name).first.wait_for()


def test_removing_tells_the_answer_and_back_brings_them_back(page, path):
    page.goto(f"/fi/{path}?{CHOICE}")
    page.get_by_role("button", name="Poista Kiuruvesi").click()
    page.wait_for_url("**?m=140&m=402")
    assert names(page) == ["Iisalmi", "Lapinlahti"]
    # The button is gone: the focus stands at the new answer, not at the top of the page.
    assert page.evaluate("document.activeElement.id") == "verdict-title"
    page.go_back()
    page.get_by_role("button", name="Poista Kiuruvesi").wait_for()
    # The language switch takes the choice along.
    page.get_by_role("button", name="Poista Iisalmi").click()
    page.wait_for_url("**?m=263&m=402")
    page.get_by_role("link", name="SV").click()
    assert page.url.endswith(f"/sv/{path}?m=263&m=402")
    assert names(page) == ["Kiuruvesi", "Lapinlahti"]


def test_a_neighbour_is_added_by_a_button(page, path):
    page.goto(f"/fi/{path}?{CHOICE}")
    page.get_by_text("Muita kuntia: Pohjois-Savo").click()
    page.get_by_role("button", name="Lisää Sonkajärvi").click()
    page.get_by_role("heading", name="Kyllä, voitte hakea").wait_for()
    assert page.url.endswith("?m=140&m=263&m=402&m=762")


def test_without_scripts_the_same_by_ordinary_pages(new_page, path):
    page = new_page(width=360, java_script_enabled=False)
    page.goto(f"/fi/{path}")
    page.get_by_label(LABEL).fill("sonka")
    page.get_by_role("button", name="Lisää", exact=True).click()
    page.get_by_role("button", name="Lisää Sonkajärvi").click()
    for typed, name in (("iisalmi", "Iisalmi"), ("Kiuruvesi", "Kiuruvesi"), ("LAPINLAHTI", "Lapinlahti")):
        page.get_by_label(LABEL).fill(typed)
        page.keyboard.press("Enter")
        page.get_by_role("button", name=f"Poista {name}").wait_for()
    assert page.get_by_role("heading", name="Kyllä, voitte hakea").is_visible()
    page.get_by_role("button", name="Poista Iisalmi").click()
    page.get_by_role("heading", name="Ei vielä").wait_for()
    assert names(page) == ["Kiuruvesi", "Lapinlahti", "Sonkajärvi"]


@pytest.mark.parametrize(("language", "theme"), [("fi", "light"), ("sv", "dark")])
def test_axe_finds_nothing_and_nothing_reaches_out(new_page, path, axe, language, theme):
    page = new_page(color_scheme=theme)
    for query in ("", "?m=091", f"?{CHOICE}", "?q=jarvi&m=140", "?ignored=1"):
        page.goto(f"/{language}/{path}{query}")
        page.locator(".autocomplete__input").wait_for()
        assert axe(page) == []
        assert at_widths(page, OVERFLOW, 320, 768) == {320: [], 768: []}, query
        page.set_viewport_size({"width": 1280, "height": 900})


def test_the_notice_is_written_and_seen(new_page, path, open_call, cast, sign_in, axe):
    page = new_page(width=360)
    sign_in(page, cast["preparer"])
    page.goto(f"/fi/calls/{open_call.slug}/partners/")
    assert axe(page) == []
    page.get_by_label("Ketä etsitte ja mihin?").fill("Haemme kahta kuntaa <script>alert(1)</script>")
    page.get_by_role("button", name="Julkaise ilmoitus").click()
    page.get_by_role("button", name="Poista ilmoitus").wait_for()
    assert axe(page) == []
    visitor = new_page(width=360)
    visitor.goto(f"/fi/{path}?m=402")
    assert visitor.get_by_text("<script>alert(1)</script>").is_visible()
    visitor.get_by_role("button", name="Lisää Iisalmi").first.click()
    visitor.wait_for_url("**?m=402&m=140")
