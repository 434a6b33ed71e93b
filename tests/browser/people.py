"""A person at a page: with a mouse or a finger, or with the keyboard alone."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.cast import PASSWORD

FOCUSED = "element => element === document.activeElement"
# Where the focus stands, when nothing shows that it stands there.
UNSEEN = """() => {
  const element = document.activeElement, style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const seen = drawn && box.width && box.height && box.right > 0;
  return element === document.body || seen ? "" : element.outerHTML.slice(0, 120);
}"""
# More stops than any page has; a keyboard trap would never get there.
STOPS = 200


@dataclass
class Person:
    """Does things as the page offers them; `keyboard` touches nothing else."""

    page: Page
    keyboard: bool = False

    def open(self, path: str) -> None:
        """Goes to an address, as from a link in a mail."""
        self.page.goto(path)

    def press(self, role: str, name: str) -> None:
        """Presses a link or button by its name."""
        self.press_it(self.page.get_by_role(role, name=name, exact=True).first)

    def press_it(self, thing: Locator) -> None:
        """Presses what the test has found itself."""
        if not self.keyboard:
            thing.click()
            return
        self.reach(thing)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()

    def write(self, field: Locator, text: str) -> None:
        """Writes over what stands in a field."""
        if not self.keyboard:
            field.fill(text)
            return
        self.reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def tick(self, box: Locator) -> None:
        """Ticks a box, or chooses one of several."""
        if not self.keyboard:
            box.check()
            return
        self.reach(box)
        self.page.keyboard.press("Space")
        assert box.is_checked()

    def choose(self, select: Locator, label: str) -> None:
        """Chooses from a list."""
        if not self.keyboard:
            select.select_option(label=label)
            return
        self.reach(select)
        self.page.keyboard.type(label)
        assert select.locator("option:checked").inner_text() == label

    def reach(self, thing: Locator) -> None:
        """Moves the focus there by Tab alone; every stop on the way must show it."""
        thing.wait_for()
        for _ in range(STOPS):
            if thing.evaluate(FOCUSED):
                return
            self.page.keyboard.press("Tab")
            assert self.page.evaluate(UNSEEN) == ""
        raise AssertionError(f"the keyboard never reaches {thing}")

    def sign_in(self, email: str) -> None:
        """Signs in on the page that asks for it."""
        self.write(self.page.locator("input[name=login]"), email)
        self.write(self.page.locator("input[name=password]"), PASSWORD)
        self.press_it(self.page.locator("main form").first.get_by_role("button"))
