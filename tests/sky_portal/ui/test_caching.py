"""What caches may keep."""

import pytest
from django.http import HttpResponse, HttpResponseNotFound
from django.test import RequestFactory

from sky_portal.ui.caching import for_crowds


def answer(settings, *, demo=False, cookies=None, headers=None, view=lambda request: HttpResponse("page")):
    settings.DEMO = demo
    request = RequestFactory(headers=headers or {}).get("/")
    request.COOKIES.update(cookies or {})
    return for_crowds(view)(request)


def test_a_visitor_s_page_may_be_kept_for_a_minute(settings):
    response = answer(settings)
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["Vary"] == "Cookie"


def test_what_has_not_changed_is_not_sent_again(settings):
    etag = answer(settings)["ETag"]
    again = answer(settings, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    other = answer(settings, headers={"if-none-match": etag}, view=lambda request: HttpResponse("other"))
    assert other.status_code == 200


def test_the_demo_s_clock_jumps_so_nothing_is_kept_unasked(settings):
    assert answer(settings, demo=True)["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("headers", [{}, {"if-none-match": "*"}])
def test_a_page_of_somebody_signed_in_is_never_shared(settings, headers):
    response = answer(settings, cookies={settings.SESSION_COOKIE_NAME: "x"}, headers=headers)
    assert "private" in response["Cache-Control"]
    assert "ETag" not in response
    assert response.status_code == 200


def test_what_is_missing_is_not_kept(settings):
    response = answer(settings, view=lambda request: HttpResponseNotFound())
    assert "private" in response["Cache-Control"]
