"""Every public page and every part: axe finds nothing, nothing overflows, the keyboard suffices."""

import pytest

pytestmark = pytest.mark.browser

LANGUAGES = ("fi", "sv", "en")
PAGES = (
    "",
    "calls/sky-2021/",
    "accessibility/",
    "privacy/",
    "appearance/",
    "gallery/",
    "account/login/",
    "not-there/",
)
# The length of the longest part of each element that reaches out of the page.
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > width + 1 && !e.closest(".scroll"))
    .map((e) => `${e.tagName}.${e.className}`);
}"""
# Whether the words of two neighbours under one line touch.
COLLISIONS = """() => [...document.querySelectorAll(".horizon .labels")].flatMap((list) => {
  const boxes = [...list.children].map((item) => {
    const range = document.createRange();
    range.selectNodeContents(item);
    return range.getBoundingClientRect();
  });
  return boxes.slice(1).flatMap((box, i) => box.left < boxes[i].right + 4 ? [list.textContent] : []);
})"""
FOCUSED = """() => {
  const style = getComputedStyle(document.activeElement);
  return [document.activeElement.outerHTML.slice(0, 80), style.outlineStyle, parseFloat(style.outlineWidth)];
}"""


@pytest.fixture
def paths(open_call):
    """Every page that the tests open; the call's by its own name."""
    return [path.replace("sky-2021", open_call.slug) for path in PAGES]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing(new_page, paths, axe, language, theme):
    page = new_page(color_scheme=theme)
    found = []
    for path in paths:
        page.goto(f"/{language}/{path}")
        found += axe(page)
    assert found == []


def test_axe_finds_nothing_in_the_chosen_theme(new_page, paths, axe):
    page = new_page(color_scheme="light")
    page.goto("/fi/appearance/")
    page.get_by_label("Tumma").check()
    page.get_by_role("button", name="Tallenna valinta").click()
    page.goto("/fi/gallery/")
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 24, 37)"
    assert axe(page) == []


def at_widths(page, script, *widths):
    """What the script finds at each width of the window."""
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = page.evaluate(script)
    return found


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_nothing_reaches_out_of_the_page(new_page, paths, language):
    page = new_page()
    for path in paths:
        page.goto(f"/{language}/{path}")
        assert at_widths(page, OVERFLOW, 320, 360, 768) == {320: [], 360: [], 768: []}, path


def test_text_of_double_size_stays_on_the_page(new_page, paths):
    page = new_page()
    for path in paths:
        page.goto(f"/sv/{path}")
        page.evaluate("document.documentElement.style.fontSize = '212.5%'")
        assert at_widths(page, OVERFLOW, 640, 1280) == {640: [], 1280: []}, path


def test_words_of_the_horizon_never_touch(new_page, open_call):
    page = new_page()
    for language in LANGUAGES:
        for path in ("gallery/", f"calls/{open_call.slug}/"):
            page.goto(f"/{language}/{path}")
            assert at_widths(page, COLLISIONS, 900, 1100, 1440) == {900: [], 1100: [], 1440: []}


def test_the_horizon_on_a_phone_says_today_and_what_is_next(new_page, open_call):
    page = new_page(width=360)
    page.goto(f"/fi/calls/{open_call.slug}/")
    assert (
        page.locator(".horizon .near").inner_text()
        == "Tänään 15.3. · seuraavaksi: Haku päättyy 31.3. klo\u00a016.15"
    )
    assert not page.locator(".horizon .labels").is_visible()


def test_the_skip_link_comes_first_and_leads_to_the_content(page, open_call):
    page.goto("/fi/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("e => e === document.activeElement")
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("path", ["calls/sky-2021/", "gallery/"])
def test_the_focus_is_seen_wherever_it_goes(page, open_call, path):
    page.goto(f"/fi/{path.replace('sky-2021', open_call.slug)}")
    stops = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        element, style, width = page.evaluate(FOCUSED)
        if element.startswith("<body"):
            break
        assert style != "none", element
        assert width >= 2, element
        stops.add(element)
    assert len(stops) >= 10


def test_the_error_summary_takes_the_focus_and_leads_to_its_field(page, open_call):
    page.goto("/fi/gallery/")
    assert page.evaluate("document.activeElement.dataset.errorSummary") == ""
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.id") == "id_name"


def test_everything_works_without_scripts(new_page, open_call):
    page = new_page(java_script_enabled=False)
    page.goto("/fi/")
    page.get_by_role("link", name=open_call.name["fi"]).click()
    page.get_by_role("link", name="SV").click()
    assert page.get_by_role("heading", level=1).inner_text() == open_call.name["sv"]
    page.get_by_role("link", name="Ljus eller mörk").click()
    page.get_by_label("Mörk").check()
    page.get_by_role("button", name="Spara valet").click()
    assert page.get_by_role("heading", level=1).inner_text() == open_call.name["sv"]
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_the_person_s_menu_opens_and_closes_by_keyboard(page, open_call, cast, sign_in, axe):
    sign_in(page, cast["preparer"])
    page.goto("/fi/")
    menu = page.locator("details.person")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert menu.get_by_role("button", name="Kirjaudu ulos").is_visible()
    assert axe(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert menu.locator("summary").evaluate("e => e === document.activeElement")


def test_paper_shows_the_matter_alone(page, open_call):
    page.goto(f"/fi/calls/{open_call.slug}/")
    page.emulate_media(media="print")
    for hidden in (".demo", "nav.main", "footer", ".horizon"):
        assert not page.locator(hidden).first.is_visible()
    assert page.get_by_role("heading", level=1).is_visible()
