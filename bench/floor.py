"""The floor: what a bare Django page costs here. Session, user, one query, fifty rows."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sky_portal.settings")

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

ROWS = 50
PAGE = """<!doctype html><html lang="en"><title>Floor</title><table>
{% for row in rows %}<tr><td>{{ row.code }}</td><td>{{ row.name_fi }}</td><td>{{ row.school_age }}</td></tr>
{% endfor %}</table></html>"""


@login_required
def floor(request: HttpRequest) -> HttpResponse:
    """Fifty rows of the register for a signed-in user."""
    from pilots.models import Municipality

    rows = Municipality.objects.order_by("code")[:ROWS]
    return HttpResponse(_template().render({"rows": rows}, request))


def _template() -> Any:
    if not hasattr(_template, "kept"):
        _template.kept = engines["django"].from_string(PAGE)  # type: ignore[attr-defined]
    return _template.kept  # type: ignore[attr-defined]


urlpatterns = [path("floor/", floor)]

# A server of its own with what every signed-in page of any Django site has, and nothing more.
settings.ROOT_URLCONF = "bench.floor"
settings.MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # allauth refuses to start without its own; it does next to nothing.
    "allauth.account.middleware.AccountMiddleware",
]
settings.TEMPLATES[0]["OPTIONS"]["context_processors"] = []
# As Django itself reads a session and its user; the portal's own queries are composed beforehand.
settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
application = get_wsgi_application()


def _read_as_django_does() -> None:
    from django.contrib.auth.backends import ModelBackend

    from sky_portal.accounts.backend import Backend

    Backend.get_user = ModelBackend.get_user  # type: ignore[method-assign]


_read_as_django_does()
