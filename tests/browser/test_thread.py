"""The thread: a preparer starts and writes, her signatory sends, both hold a receipt, an official sees it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from grants.models import Application
from sky_portal.messaging.models import Message
from tests.browser.people import Person
from tests.browser.test_axe import OVERFLOW
from tests.grants import factories
from tests.races.conftest import environment
from tests.races.together import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.redis]

# How long a receipt may take, in tries of a second: the worker starts cold.
TRIES = 60
TEXTS = ("purpose", "preventive", "targeted", "intensive")
LOOKS = {
    "by keyboard": {},
    "without scripts": {"java_script_enabled": False},
    "on a phone": {"width": 360, "height": 740, "has_touch": True, "color_scheme": "dark"},
}


@pytest.fixture
def worker(server: str, open_call: Any) -> Iterator[None]:
    """A real Celery worker on the test's database and broker."""
    log = Path(settings.VAR_DIR) / "worker.log"
    # The rehearsal's clock and the documents lie in the same place for web and worker.
    env = environment(Path(settings.VAR_DIR), DJANGO_SETTINGS_MODULE="tests.settings")
    command = [sys.executable, "-m", "celery", "-A", "sky_portal", "worker", "--pool", "solo"]
    with log.open("wb") as out:
        running = subprocess.Popen(command, cwd=ROOT, env=os.environ | env, stdout=out, stderr=out)
        yield
        running.terminate()
        running.wait(timeout=30)


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> str:
    """How the person uses the portal."""
    return request.param


@pytest.fixture
def person(new_page: Callable[..., Page], look: str) -> Callable[[], Person]:
    """A person with a browser of their own."""
    return lambda: Person(new_page(**LOOKS[look]), keyboard=look == "by keyboard")


def test_from_the_front_page_to_the_receipt(person, look, worker, cast, providers, axe):
    application = prepare(person(), cast["preparer"].email, look, axe)
    mail = Message.objects.get(rule="grants.please_sign", recipient=cast["signatory"])
    path = next(word for word in mail.text.split() if str(application.case_id) in word)
    send(person(), cast["signatory"].email, urlsplit(path).path, look, axe)
    receipt_of_the_preparer(person(), cast["preparer"].email, application)
    official_reads(person(), cast["presenting_officer"].email, application)


def prepare(preparer: Person, email: str, look: str, axe: Any) -> Application:
    """Finds the call, starts, answers, budgets, asks the signatory."""
    page = preparer.page
    preparer.open("/fi/")
    preparer.press_it(page.get_by_role("link", name="SKY").and_(page.locator("main a")).first)
    preparer.press("link", "Aloita hakemus")
    preparer.sign_in(email)
    preparer.write(page.get_by_label("Pilotin nimi"), "Jokainen koulupäivä")
    preparer.press("button", "Aloita")
    judge(page, "Jokainen koulupäivä", look, axe)
    answer(preparer, look, axe)
    budget(preparer, look, axe)
    preparer.press("link", "Takaisin hakemuksen osiin")
    preparer.press("link", "Tarkista ja lähetä")
    judge(page, "Tarkista ja lähetä", look, axe)
    preparer.press("button", "Pyydä allekirjoittajaa lähettämään")
    expect(page.get_by_text("Pyysimme sähköpostilla 1 allekirjoittajaa")).to_be_visible()
    return Application.objects.get()


def answer(preparer: Person, look: str, axe: Any) -> None:
    """Answers the one section."""
    page = preparer.page
    preparer.press("link", "Tavoitteet ja toiminta")
    for key in TEXTS:
        preparer.write(page.locator(f"#id_{key}"), factories.ANSWERS[key])
    preparer.tick(page.locator("input[name=starting_point]").first)
    preparer.tick(page.locator("input[name=solutions]").first)
    judge(page, "Tavoitteet ja toiminta", look, axe)
    preparer.press("button", "Tallenna ja jatka")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jokainen koulupäivä")


def budget(preparer: Person, look: str, axe: Any) -> None:
    """Two lines, the first of them wrong at first."""
    page = preparer.page
    preparer.press("link", "Talousarvio")
    line(preparer, 0, "Aluekoordinaattori 5 kk", "-28 500")
    preparer.press("button", "Tallenna talousarvio")
    # The summary leads to the cell, in which the wrong sum still stands.
    preparer.press_it(page.locator("[data-error-summary] a"))
    cell = page.locator("#id_lines-0-amount")
    assert cell.evaluate("e => e === document.activeElement") or look == "without scripts"
    expect(cell).to_have_value("-28 500")
    judge(page, "Talousarvio", look, axe)
    preparer.write(cell, "28 500")
    preparer.press("button", "Lisää rivi")
    line(preparer, 1, "Koordinaattoritapaamiset", "6 200")
    preparer.choose(page.locator("#id_lines-1-cost_type"), "Toimintakulut")
    preparer.press("button", "Tallenna talousarvio")
    expect(page.get_by_text("Talousarvio on tallennettu.")).to_be_visible()
    # 34 700 euros, of which a fifth is the own share.
    expect(page.locator(".save-bar [data-sum=grant]")).to_have_text("27\u00a0760\u00a0€")


def line(preparer: Person, number: int, basis: str, amount: str) -> None:
    """Fills a line of the budget."""
    preparer.write(preparer.page.locator(f"#id_lines-{number}-basis"), basis)
    preparer.write(preparer.page.locator(f"#id_lines-{number}-amount"), amount)


def send(signatory: Person, email: str, path: str, look: str, axe: Any) -> None:
    """Opens the mail's link, reads, attests and sends."""
    page = signatory.page
    signatory.open(path)
    signatory.sign_in(email)
    judge(page, "Tarkista ja lähetä", look, axe)
    signatory.tick(page.locator("#id_attestation"))
    signatory.press("button", "Lähetä hakemus")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hakemus on saapunut")
    expect(page.get_by_text("OKM/1/520/2021")).to_be_visible()
    assert receipt(signatory, "Lataa vastaanottoilmoitus (PDF)").startswith(b"%PDF-")
    judge(page, "Hakemus on saapunut", look, axe)


def receipt(person: Person, name: str) -> bytes:
    """The receipt, once the worker has made it."""
    page = person.page
    link = page.get_by_role("link", name=name, exact=True)
    for _ in range(TRIES):
        if link.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    with page.expect_download() as download:
        person.press_it(link)
    return Path(download.value.path()).read_bytes()


def receipt_of_the_preparer(preparer: Person, email: str, application: Application) -> None:
    """She finds the receipt on the application's page."""
    preparer.open(f"/fi/applications/{application.case_id}/")
    preparer.sign_in(email)
    assert receipt(preparer, "Vastaanottoilmoitus (PDF)").startswith(b"%PDF-")


def official_reads(officer: Person, email: str, application: Application) -> None:
    """The application is in the list, and its page shows what was sent."""
    officer.open("/fi/received/")
    officer.sign_in(email)
    officer.press("link", "Jokainen koulupäivä")
    officer.tick(officer.page.get_by_label("En ole esteellinen", exact=True))
    officer.press("button", "Tallenna ilmoitus")
    application.refresh_from_db()
    expect(officer.page.get_by_text(application.current_submission.sha256)).to_be_visible()
    expect(officer.page.get_by_text(factories.ANSWERS["purpose"])).to_be_visible()


def judge(page: Page, heading: str, look: str, axe: Any) -> None:
    """The page of this heading: nothing wrong by axe, nothing out of it; both need scripts."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    if look == "without scripts":
        return
    assert axe(page) == []
    assert page.evaluate(OVERFLOW) == []
