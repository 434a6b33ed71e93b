"""Pictures of the pages of a running portal, for looking at and for the README.

`python deploy/screenshots.py [--base http://127.0.0.1:8000] [--out var/screenshots] [path …]`:
every path × width × theme × language, as PNG. `--readme` takes the one that README.md shows.
"""

import argparse
import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent))

from setup import browser as chromium

ROOT = Path(__file__).resolve().parent.parent
PATHS = ("", "calls/sky-2021/", "accessibility/", "privacy/", "account/login/")
WIDTHS = (360, 768, 1440)
THEMES = ("light", "dark")
LANGUAGES = ("fi", "sv")
README = ROOT / "docs" / "call.png"


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
            page.evaluate("document.fonts.ready")
            slug = re.sub(r"\W+", "-", path).strip("-") or "front"
            page.screenshot(path=chosen.out / f"{slug}-{language}-{width}-{theme}.png", full_page=True)
            count += 1
    page.close()
    return count


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
                count = sum(
                    take(browser, chosen, width=width, theme=theme)
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
