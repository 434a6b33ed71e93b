"""Pages that a crowd may read at little cost.

A visitor's page is the same for everybody, so caches may keep it for a minute; nothing in it
touches the session. A page of somebody signed in is never kept.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

MINUTE = 60


def for_crowds(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets caches keep a visitor's page, and answers 304 when it has not changed."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ("Cookie",))
        if response.status_code != 200 or settings.SESSION_COOKIE_NAME in request.COOKIES:  # noqa: PLR2004
            patch_cache_control(response, private=True, no_cache=True)
            return response
        # The demo's clock jumps, so there a page is asked for anew every time.
        kept_for = {"no_cache": True} if settings.DEMO else {"public": True, "max_age": MINUTE}
        patch_cache_control(response, **kept_for)
        response["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
        return get_conditional_response(request, etag=response["ETag"], response=response) or response

    return kept
