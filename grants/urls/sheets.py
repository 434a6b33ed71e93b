"""The budget's lines out of and into a spreadsheet. They follow the application's own address."""

from django.urls import URLPattern, path

from grants.views import sheets

urlpatterns: list[URLPattern] = [
    path("budget/paste/", sheets.paste, name="budget_paste"),
    path("budget/import/", sheets.bring_in, name="budget_import"),
    path("budget/export.xlsx", sheets.export, name="budget_export"),
]
