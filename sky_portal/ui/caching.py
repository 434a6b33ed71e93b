"""Pages that a crowd may read at little cost.

A visitor's page is the same for everybody. The portal keeps it for a minute at most, by address,
language and theme, and caches on the way may do the same; nothing in it touches the session. A page
of somebody signed in is never kept, nor one that holds a token or a notice for one person.

What is kept is given out only as long as it is true: never after a change of what the public reads
(`pages_changed`), nor past a moment at which a page changes by itself (`register_boundary`). On the
embedded database the kept pages lie in the web process: a change that a command makes beside it
shows within a minute.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from redis import RedisError

from sky_portal import clock
from sky_portal.ui.theme import chosen

logger = logging.getLogger(__name__)

MINUTE = timedelta(minutes=1)
OK = 200
GENERATION = "pages.generation"
# What a page says of itself; everything else the middleware writes anew for every answer.
KEPT_HEADERS = ("Content-Type", "Content-Disposition", "ETag")

View = Callable[..., HttpResponse]
Boundary = Callable[[datetime], Iterable[datetime | None]]

_boundaries: list[Boundary] = []


@dataclass(frozen=True)
class Page:
    """What is kept: true from `since` until just before `until`, while the generation lasts."""

    generation: str
    since: datetime
    until: datetime
    content: bytes
    headers: dict[str, str]

    def is_true(self, generation: str | None) -> bool:
        """Whether the page may still be given out."""
        return self.generation == generation and self.since <= clock.now() < self.until

    def response(self) -> HttpResponse:
        """The page as an answer."""
        return HttpResponse(self.content, headers=self.headers)


def for_crowds(view: View | None = None, *, parameters: Mapping[str, str] | None = None) -> Any:
    """Keeps a visitor's page, lets other caches keep it, and answers 304 when it has not changed.

    `parameters` names what the page reads of its query string, each with the pattern of its values:
    an address with anything else is not kept, so that made-up addresses fill no cache.
    """
    if view is None:
        return lambda found: _crowded(found, dict(parameters or {}))
    return _crowded(view, {})


def register_boundary(boundary: Boundary) -> None:
    """Adds a function that names the next moments after a given one at which public pages change."""
    if boundary not in _boundaries:
        _boundaries.append(boundary)


def pages_changed() -> None:
    """Drops every kept page once the running transaction has been committed."""
    transaction.on_commit(_new_generation, robust=True)


def _crowded(view: View, parameters: dict[str, str]) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        def make() -> HttpResponse:
            return view(request, *args, **kwargs)

        if _is_personal(request):
            return _private(make())
        if settings.DEMO:
            return _unkept(request, make())
        key = _key(request, parameters)
        return _from_store(request, make, key) if key else _fresh(request, make, _until(clock.now()))

    return answer


def _from_store(request: HttpRequest, make: Callable[[], HttpResponse], key: str) -> HttpResponse:
    try:
        found = cache.get_many([GENERATION, key])
        generation = found.get(GENERATION) or _new_generation()
    except RedisError:
        logger.warning("kept pages cannot be read", exc_info=True)
        return _fresh(request, make, _until(clock.now()))
    if (page := found.get(key)) and page.is_true(generation):
        return _shared(request, page.response(), page.until)
    # Taken before the page is made: what changes meanwhile makes it untrue.
    since = clock.now()
    until = _until(since)
    return _fresh(request, make, until, lambda made: _keep(key, made, generation, since, until))


def _fresh(
    request: HttpRequest,
    make: Callable[[], HttpResponse],
    until: datetime,
    keep: Callable[[HttpResponse], None] = lambda made: None,
) -> HttpResponse:
    response = make()
    # A cookie, or a token in a form, is for this one visitor.
    if response.status_code != OK or response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        return _private(response)
    response["ETag"] = _etag(response)
    keep(response)
    return _shared(request, response, until)


def _is_personal(request: HttpRequest) -> bool:
    """Whether the answer may hold what is one person's: a session, a notice, a part for a script."""
    cookies = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}
    headers = ("HX-Request", "Authorization")
    return not cookies.isdisjoint(request.COOKIES) or any(name in request.headers for name in headers)


def _key(request: HttpRequest, parameters: dict[str, str]) -> str:
    """Where the page is kept; "" for an address that is not kept."""
    asked = dict(request.GET.lists())
    known = all(
        name in parameters and len(values) == 1 and re.fullmatch(parameters[name], values[0], re.ASCII)
        for name, values in asked.items()
    )
    host = request.get_host()
    if not known or host not in {*settings.ALLOWED_HOSTS, urlsplit(settings.BASE_URL).netloc}:
        return ""
    parts = [request.scheme, host, request.path, sorted(asked.items()), get_language(), chosen(request)]
    return f"pages.{sha256(repr(parts).encode()).hexdigest()}"


def _until(now: datetime) -> datetime:
    """A minute on, or earlier: the next moment at which a page changes by itself, midnight included."""
    local = now.astimezone(clock.HELSINKI)
    midnight = datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), clock.HELSINKI)
    moments = [now + MINUTE, midnight, *(moment for boundary in _boundaries for moment in boundary(now))]
    return min(moment for moment in moments if moment is not None)


def _keep(key: str, made: HttpResponse, generation: str, since: datetime, until: datetime) -> None:
    headers = {name: made[name] for name in KEPT_HEADERS if name in made}
    try:
        page = Page(generation, since, until, made.content, headers)
        cache.set(key, page, MINUTE.total_seconds())
    except RedisError:
        logger.warning("a page cannot be kept", exc_info=True)


def _new_generation() -> str:
    """A name that no kept page has; for as long as any of them may lie about."""
    generation = uuid4().hex
    cache.set(GENERATION, generation, None)
    return generation


def _etag(response: HttpResponse) -> str:
    return f'"{sha256(response.content).hexdigest()[:32]}"'


def _shared(request: HttpRequest, response: HttpResponse, until: datetime) -> HttpResponse:
    """The answer, which caches may keep as long as it is true, or that it has not changed."""
    left = max(int((until - clock.now()).total_seconds()), 0)
    patch_cache_control(response, public=True, max_age=left)
    return _conditional(request, response)


def _unkept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The demo's clock jumps, so there a page is made anew every time; unchanged it is not sent again."""
    if response.status_code != OK:
        return _private(response)
    patch_cache_control(response, no_cache=True)
    response["ETag"] = _etag(response)
    return _conditional(request, response)


def _private(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ("Cookie",))
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ("Cookie",))
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
