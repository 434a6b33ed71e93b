"""All addresses. Each app brings its own; names of libraries' views are in sky_portal.audience."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sky_portal.probes")),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
]
# The most asked come first: an address is compared with all that stand before its own.
urlpatterns += i18n_patterns(
    path("", include("grants.urls")),
    path("", include("sky_portal.ui.urls")),
    path("", include("sky_portal.accounts.urls")),
    path("", include("sky_portal.documents.urls")),
    path("", include("sky_portal.messaging.urls")),
    path("", include("sky_portal.jobs.urls")),
    path("", include("sky_portal.demo.urls")),
    path("", include("pilots.urls")),
    path("account/", include("allauth.urls")),
)
