"""A real browser before a real server; a page that breaks the content policy fails its test."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from deploy.screenshots import chromium
from grants.models import Call
from tests.grants import factories

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium: SKY_CHROMIUM, the system's, or Playwright's own."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def server(live_server: Any, transactional_db: None) -> str:
    """The address of the portal, over the database the tests run on."""
    return live_server.url


@pytest.fixture
def demo_time() -> Iterator[Callable[[datetime], None]]:
    """Moves the clock of the server's threads too, as the demo does: by its file."""
    path = Path(settings.DEMO_CLOCK_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)

    def move(to: datetime) -> None:
        path.write_text(json.dumps({"offset": (to - datetime.now(UTC)).total_seconds()}))
        # The clock reads the file anew when its time has changed; two writes in one tick must count.
        ticks = path.stat().st_mtime_ns
        os.utime(path, ns=(ticks, ticks + move.count * 1_000_000))
        move.count += 1

    move.count = 1
    yield move
    path.unlink(missing_ok=True)


@pytest.fixture
def open_call(server: str, demo_time: Callable[[datetime], None]) -> Call:
    """The SKY call, open, seen from the browser."""
    call = factories.make_call()
    demo_time(factories.OPEN)
    return call


@pytest.fixture
def new_page(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Makes pages in contexts of their own: `new_page(width=360, color_scheme="dark")`.

    At the end every complaint of a console, content policy included, fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # An answer of 403, 404 or 422 to the page itself is no fault of the page.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def make(*, width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(
            base_url=server, viewport={"width": width, "height": height}, locale="fi-FI", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    _wait_for_answers()
    assert complaints == []


def _wait_for_answers(longest: float = 30) -> None:
    """Lets the server finish what a closed page still asked of it.

    A page that saves as it is left has sent its last words, and emptying the tables meanwhile
    would wait for them in the wrong order.
    """
    until = time.monotonic() + longest
    while any("process_request_thread" in thread.name for thread in threading.enumerate()):
        assert time.monotonic() < until, "the server is still answering a page that was closed"
        time.sleep(0.01)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page on an ordinary screen."""
    return new_page()


@pytest.fixture
def sign_in(server: str) -> Callable[[Page, Any], None]:
    """Signs a person in without the form: the form has tests of its own."""

    def signed(page: Page, user: Any) -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server}])

    return signed


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """What axe-core finds wrong with a page: rule, help and place of each violation."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    options = {"runOnly": {"type": "tag", "values": tags}, "resultTypes": ["violations"]}

    def judge(page: Page) -> list[str]:
        page.evaluate(AXE)
        found = page.evaluate("options => axe.run(document, options)", options)
        return [
            f"{page.url}: {violation['id']}: {violation['help']}: {node['target']} {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return judge
