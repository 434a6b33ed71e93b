"""Pictures of the pages of a running portal, for looking at and for the README.

`python deploy/screenshots.py [--base http://127.0.0.1:8000] [--out var/screenshots] [path …]`:
every path × width × theme × language, as PNG. `--readme` takes the one that README.md shows,
`--officials` the desk, the assessments and the sharing out, signed in as the demo's officials: tell its
story first (`manage.py demo --until shared`).
"""

import argparse
import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent))

from setup import browser as chromium

ROOT = Path(__file__).resolve().parent.parent
# The one of sky_portal.accounts.cast, which needs a Django that is set up.
PASSWORD = "sky-harjoitus-2021"
PATHS = ("", "calls/sky-2021/", "accessibility/", "privacy/", "account/login/")
WIDTHS = (360, 768, 1440)
THEMES = ("light", "dark")
LANGUAGES = ("fi", "sv")
README = ROOT / "docs" / "call.png"
# Signed in as whom, which pages, and which page is found by the first link of that form on another.
OFFICIALS = {
    "presenting.officer@okm.example": (
        "received/",
        "received/deputies/",
        "assessments/ranking/sky-2021/",
        "allocation/sky-2021/",
    ),
    "assessor@okm.example": ("assessments/", "conflicts/"),
    "decision.maker@okm.example": ("conflicts/all/", "allocation/sky-2021/"),
}
FOLLOWED = {
    "received/": r"/received/[0-9a-f-]{36}/",
    "assessments/": r"/assessments/[0-9a-f-]{36}/",
    "allocation/sky-2021/": r"/allocation/sky-2021/[0-9]+/",
}


def options() -> argparse.Namespace:
    """What to take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "paths", nargs="*", default=PATHS, help="paths after the language, e.g. calls/sky-2021/"
    )
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "screenshots")
    parser.add_argument("--widths", type=int, nargs="*", default=WIDTHS)
    parser.add_argument("--themes", nargs="*", default=THEMES)
    parser.add_argument("--languages", nargs="*", default=LANGUAGES)
    parser.add_argument("--readme", action="store_true", help="only docs/call.png")
    parser.add_argument("--officials", action="store_true", help="only the pages of officials")
    return parser.parse_args()


def take(browser: Browser, chosen: argparse.Namespace, *, width: int, theme: str) -> int:
    """All pages in one width and theme; the number of pictures."""
    page = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme="dark" if theme == "dark" else "light"
    )
    count = 0
    for path in chosen.paths:
        for language in chosen.languages:
            page.goto(f"{chosen.base}/{language}/{path}", wait_until="load")
            picture(page, chosen.out, re.sub(r"\W+", "-", path).strip("-") or "front", language, theme)
            count += 1
    page.close()
    return count


def picture(page: Page, out: Path, slug: str, language: str, theme: str) -> None:
    """The whole page that is open, under a name that tells how it was taken."""
    page.evaluate("document.fonts.ready")
    width = (page.viewport_size or {"width": 0})["width"]
    page.screenshot(path=out / f"{slug}-{language}-{width}-{theme}.png", full_page=True)


def take_officials(browser: Browser, chosen: argparse.Namespace, *, width: int, theme: str) -> int:
    """The pages of each official, and one that each of their lists leads to."""
    count = 0
    for email, paths in OFFICIALS.items():
        page = browser.new_page(
            viewport={"width": width, "height": 900}, color_scheme="dark" if theme == "dark" else "light"
        )
        sign_in(page, chosen.base, email)
        for language in chosen.languages:
            for path in paths:
                slug = re.sub(r"\W+", "-", f"{email.partition('@')[0]}-{path}").strip("-")
                page.goto(f"{chosen.base}/{language}/{path}", wait_until="load")
                picture(page, chosen.out, slug, language, theme)
                found = path in FOLLOWED and re.search(f'href="([^"]*{FOLLOWED[path]})', page.content())
                if found:
                    page.goto(f"{chosen.base}{found.group(1)}", wait_until="load")
                    picture(page, chosen.out, f"{slug}-one", language, theme)
                count += 2 if found else 1
        page.close()
    return count


def sign_in(page: Page, base: str, email: str) -> None:
    """As one of the demo's people; raises Error when the form does not lead on."""
    page.goto(f"{base}/fi/account/login/", wait_until="load")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def take_for_readme(browser: Browser, base: str) -> int:
    """The top of the call's page in English, the language of README.md."""
    page = browser.new_page(viewport={"width": 1200, "height": 830}, color_scheme="light")
    page.goto(f"{base}/en/calls/sky-2021/", wait_until="load")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=README)
    page.close()
    return 1


def main() -> int:
    """Takes the pictures; 1 when the portal does not answer."""
    chosen = options()
    chosen.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        try:
            if chosen.readme:
                count = take_for_readme(browser, chosen.base)
            else:
                kind = take_officials if chosen.officials else take
                count = sum(
                    kind(browser, chosen, width=width, theme=theme)
                    for width in chosen.widths
                    for theme in chosen.themes
                )
        except Error as error:
            print(f"screenshots: {error.message.splitlines()[0]}", file=sys.stderr)
            return 1
        finally:
            browser.close()
    print(f"screenshots: {count} in {README if chosen.readme else chosen.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
