"""What is kept for a crowd, for how long, and what never is."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from django.db import transaction
from django.http import HttpResponse, HttpResponseNotFound
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.utils.translation import override

from sky_portal import clock
from sky_portal.ui import caching
from sky_portal.ui.caching import for_crowds, pages_changed

NOW = clock.helsinki(2021, 3, 15, 10, 2)
MINUTE = timedelta(minutes=1)


class Counting:
    """A view that says how often it was asked."""

    def __init__(self, make=None, **parameters):
        self.asked = 0
        self.make = make or (lambda request: HttpResponse(f"page {self.asked}"))
        self.page = for_crowds(parameters=parameters)(self)

    # functools.wraps asks for it.
    __name__ = __qualname__ = "page"

    def __call__(self, request):
        self.asked += 1
        return self.make(request)

    def get(self, path="/", *, at=NOW, cookies=None, language="fi", method="get", **extra):
        request = getattr(RequestFactory(**extra), method)(path)
        request.COOKIES.update(cookies or {})
        with clock.standing_at(at), override(language):
            return self.page(request)


@pytest.fixture(autouse=True)
def boundaries(settings, monkeypatch):
    """Outside the demo, where kept pages live; a test says at which moments pages change."""
    settings.DEMO = False
    found = []
    monkeypatch.setattr(caching, "_boundaries", [lambda now: [at for at in found if at > now]])
    return found


@pytest.fixture
def view():
    return Counting()


def test_a_visitor_s_page_is_made_once_a_minute(view):
    first = view.get()
    again = view.get(at=NOW + MINUTE - timedelta(microseconds=1))
    assert view.asked == 1
    assert again.content == first.content
    for response in (first, again):
        assert response["Vary"] == "Cookie"
        assert response["Content-Type"] == first["Content-Type"]
        assert response["ETag"] == first["ETag"]
    assert first["Cache-Control"] == "public, max-age=60"
    assert again["Cache-Control"] == "public, max-age=0"
    assert view.get(at=NOW + MINUTE).content == b"page 2"


@pytest.mark.parametrize("warm", [False, True])
def test_what_has_not_changed_is_not_sent_again(warm):
    view = Counting(lambda request: HttpResponse("the same"))
    etag = view.get()["ETag"]
    if not warm:
        cache.clear()
    again = view.get(headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Vary"]) == (etag, "Cookie")
    assert view.asked == (1 if warm else 2)
    assert view.get(headers={"if-none-match": '"another"'}).status_code == 200


def test_asking_for_the_head_shares_the_page(view):
    view.get(method="head")
    assert view.get().content == b"page 1"
    assert view.asked == 1


@pytest.mark.parametrize(
    "other",
    [
        {"language": "sv"},
        {"cookies": {"sky_theme": "dark"}},
        {"path": "/other/"},
        {"path": "/?page=2"},
        {"HTTP_HOST": "localhost"},
    ],
)
def test_each_kind_of_page_is_kept_apart(other):
    view = Counting(page="[0-9]")
    view.get()
    assert view.get(**other).content == b"page 2"
    assert view.get(**other).content == b"page 2"
    assert view.get().content == b"page 1"


def test_a_made_up_theme_is_no_page_of_its_own(view):
    view.get()
    assert view.get(cookies={"sky_theme": "purple", "other": "x"}).content == b"page 1"


@pytest.mark.parametrize(
    "query", ["?x=1", "?page=", "?page=12", "?page=a", "?page=1&page=2", "?page=1&x", "?page=²"]
)
def test_made_up_queries_fill_no_cache(query):
    view = Counting(page="[0-9]")
    for asked in (1, 2):
        response = view.get(f"/{query}")
        assert response.content == f"page {asked}".encode()
        assert response["Cache-Control"] == "public, max-age=60"


def test_made_up_hosts_fill_no_cache(view, settings):
    settings.ALLOWED_HOSTS = [".example.fi"]
    settings.BASE_URL = "https://haku.example.fi"
    for host, asked in (
        ("a.example.fi", 1),
        ("a.example.fi", 2),
        ("haku.example.fi", 3),
        ("haku.example.fi", 3),
    ):
        assert view.get(HTTP_HOST=host).content == f"page {asked}".encode()


@pytest.mark.parametrize(
    "own",
    [
        {"cookies": {"sessionid": "x"}},
        {"cookies": {"messages": "x"}},
        {"headers": {"authorization": "x"}},
        {"headers": {"hx-request": "true"}},
        {"cookies": {"sessionid": "x"}, "headers": {"if-none-match": "*"}},
    ],
)
def test_a_page_of_one_person_is_neither_kept_nor_taken_from_the_kept(view, own):
    view.get()
    response = view.get(**own)
    assert response.content == b"page 2"
    assert response.status_code == 200
    assert "private" in response["Cache-Control"]
    assert "ETag" not in response
    assert view.get().content == b"page 1"


def with_token(request):
    return HttpResponse(f"<form>{get_token(request)}</form>")


def with_cookie(request):
    response = HttpResponse("page")
    response.set_cookie("own", "x")
    return response


@pytest.mark.parametrize("make", [with_token, with_cookie, lambda request: HttpResponseNotFound()])
def test_what_is_for_one_or_missing_is_not_kept(make):
    view = Counting(make)
    for asked in (1, 2):
        assert "private" in view.get()["Cache-Control"]
        assert view.asked == asked


def test_the_demo_s_clock_jumps_so_nothing_is_kept(view, settings):
    settings.DEMO = True
    for asked in (1, 2):
        response = view.get()
        assert (response["Cache-Control"], view.asked) == ("no-cache", asked)
    again = Counting(lambda request: HttpResponse("page"))
    assert again.get(headers={"if-none-match": again.get()["ETag"]}).status_code == 304


@pytest.mark.django_db(transaction=True)
def test_a_change_drops_what_is_kept_once_it_is_committed(view):
    view.get()
    with transaction.atomic():
        pages_changed()
        assert view.get().content == b"page 1"
    assert view.get().content == b"page 2"


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_drops_nothing(view):
    view.get()
    with transaction.atomic():
        pages_changed()
        transaction.set_rollback(True)
    assert view.get().content == b"page 1"


@pytest.mark.django_db(transaction=True)
def test_a_change_while_the_page_is_made_is_not_kept_out():
    def overtaken(request):
        content = f"page {view.asked}"
        if view.asked == 1:
            pages_changed()
        return HttpResponse(content)

    view = Counting(overtaken)
    assert view.get().content == b"page 1"
    assert view.get().content == b"page 2"
    assert view.get().content == b"page 2"


def test_no_page_outlives_the_moment_that_changes_it(view, boundaries):
    boundaries.append(NOW + timedelta(seconds=20))
    assert view.get()["Cache-Control"] == "public, max-age=20"
    assert view.get(at=NOW + timedelta(seconds=19.9)).content == b"page 1"
    assert view.get(at=NOW + timedelta(seconds=20)).content == b"page 2"


def test_no_page_outlives_its_day(view):
    late = clock.helsinki(2021, 3, 15, 23, 59) + timedelta(seconds=50)
    assert view.get(at=late)["Cache-Control"] == "public, max-age=10"
    assert view.get(at=late + timedelta(seconds=10)).content == b"page 2"


def test_a_clock_that_went_back_gets_a_page_of_its_own_time(view):
    view.get()
    assert view.get(at=NOW - timedelta(seconds=1)).content == b"page 2"


def test_a_lost_generation_drops_what_was_kept(view):
    view.get()
    cache.delete(caching.GENERATION)
    assert view.get().content == b"page 2"


def test_the_crowd_is_served_when_the_cache_is_down(view, monkeypatch):
    monkeypatch.setattr(caching, "cache", RedisCache("redis://127.0.0.1:1", {}))
    for asked in (1, 2):
        assert view.get().content == f"page {asked}".encode()
