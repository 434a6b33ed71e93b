"""Every URL × method × character by real requests; reading changes nothing."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from sky_portal import clock
from sky_portal.accounts.cast import CHARACTERS
from sky_portal.audience import Audience, declared
from tests.addresses import walk
from tests.examples import EXAMPLES, MOMENT, Example, World, make_world

READING = ("get", "head", "options")
WRITING = ("post", "put", "delete")
EVERYBODY = ("visitor", *(character.key for character in CHARACTERS))
# The admin's hundred pages have one audience: three characters tell as much as fourteen.
A_FEW = ("visitor", "preparer", "call_administrator")
# Sessions are not the portal's data; a lock is no change.
NOT_DATA = ('"django_session"',)
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "TRUNCATE")


@cache
def addresses() -> dict[str, tuple[Audience, frozenset[str]]]:
    """Every named URL with its audience and the names of its arguments."""
    return {
        name: (declared(view, name), arguments)
        for name, view, arguments in walk()
        if not name.endswith(":") and name
    }


OWN = sorted(name for name in addresses() if not name.startswith("admin:"))
ADMIN = sorted(name for name in addresses() if name.startswith("admin:"))
ADMIN_ARGUMENTS = {"admin:app_list": {"app_label": "grants"}}
# Building the world costs more than a request: some addresses share one.
TOGETHER = 4


def chunks(names: list[str], size: int) -> list[Any]:
    return [
        pytest.param(names[place : place + size], id=f"{names[place]}…")
        for place in range(0, len(names), size)
    ]


@pytest.fixture
def world(cast, providers):
    with clock.standing_at(MOMENT):
        yield make_world(cast, providers)


@pytest.fixture
def browsers(world, sign_in):
    return {who: sign_in(who) for who in EVERYBODY}


def example_of(name: str) -> Example:
    """The example of a URL; fails with what to do when there is none."""
    arguments = addresses()[name][1]
    if name in EXAMPLES:
        return EXAMPLES[name]
    if arguments:
        pytest.fail(f"{name} has no example: add its {sorted(arguments)} to tests/examples.py")
    return Example(lambda world: {})


def address_of(name: str, world: World) -> str:
    try:
        return reverse(name, kwargs=example_of(name).arguments(world))
    except NoReverseMatch as error:
        pytest.fail(f"{name}: the example in tests/examples.py does not fit: {error}")


def expected(of: Audience, who: str, person: Any) -> str:
    """What the audience alone says: "sign in", "not there" or "in"."""
    if of.nobody or (of.demo_only and not settings.DEMO):
        return "not there"
    if of.anonymous:
        return "in"
    if who == "visitor":
        return "sign in"
    return "in" if of.admits(person) else "not there"


def fault(answer: Any, wanted: str) -> str:
    """What is wrong with an answer; "" when nothing is."""
    code = answer.status_code
    to_sign_in = code == 302 and answer["Location"].startswith(reverse("account_login"))
    if code >= 500 or (wanted == "sign in" and not to_sign_in) or (wanted == "not there" and code != 404):
        return f"{code}, expected {wanted}"
    return ""


def send(browser: Client, method: str, address: str) -> Any:
    """One request whose changes are undone, with its signs of writing."""
    browser.raise_request_exception = False
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        answer = getattr(browser, method)(address)
        transaction.set_rollback(True)
    if answer.streaming:
        # Read to its end, a file is closed by the client, which keeps the connection open.
        b"".join(answer.streaming_content)
    answer.writes = [
        query["sql"]
        for query in queries
        if query["sql"].lstrip().startswith(WRITES) and not any(name in query["sql"] for name in NOT_DATA)
    ]
    return answer


def test_examples_are_of_urls_that_exist():
    assert set(EXAMPLES) <= set(addresses())


@pytest.fixture(autouse=True)
def _no_demo(settings):
    """As in production: the demo's pages are not there."""
    settings.DEMO = False


def faults_of(name: str, who: str, world: World, browser: Client) -> Iterator[str]:
    """What is wrong when a character sends every method to an address."""
    of, address, seen_by = addresses()[name][0], address_of(name, world), example_of(name).seen_by
    wanted = expected(of, who, world.cast[who])
    for method in (*READING, *WRITING):
        told = f"{method.upper()} {address} ({name}) as {who}"
        answer = send(browser, method, address)
        if wrong := fault(answer, wanted):
            yield f"{told}: {wrong}"
        elif method in READING and answer.writes:
            yield f"{told} writes: {answer.writes}"
        elif method == "get" and wanted == "in" and not is_rightly_seen(answer, who, seen_by):
            yield f"{told}: {answer.status_code}, to be seen by {sorted(seen_by or ())}"


def is_rightly_seen(answer: Any, who: str, seen_by: frozenset[str] | None) -> bool:
    """Whether this very thing is there for those who may see it, and for nobody else."""
    if seen_by is None or answer.status_code == 405:
        return True
    return (answer.status_code != 404) is (who in seen_by)


@pytest.mark.parametrize("names", chunks(OWN, TOGETHER))
def test_own_pages(names, world, browsers):
    found = [
        wrong
        for name in names
        for who, browser in browsers.items()
        for wrong in faults_of(name, who, world, browser)
    ]
    assert not found, "\n".join(found)


def admin_address(name: str) -> str:
    arguments = addresses()[name][1]
    try:
        return reverse(name, kwargs={**dict.fromkeys(arguments, "1"), **ADMIN_ARGUMENTS.get(name, {})})
    except NoReverseMatch:
        return reverse(name, args=["1"] * max(1, len(arguments)))


def test_admin_pages(world, browsers):
    found = []
    for name in ADMIN:
        address = admin_address(name)
        for who in A_FEW:
            for method in ("get", "post"):
                answer = send(browsers[who], method, address)
                wrong = fault(answer, expected(addresses()[name][0], who, world.cast[who]))
                if wrong or answer.writes:
                    found.append(f"{method} {address} as {who}: {wrong} {answer.writes}")
    assert not found, "\n".join(found)
