"""Addresses of sharing out."""

from django.urls import URLPattern, include, path

from grants.views.allocation import acts, by_rule, calls, compare, papers, plan, row

one_plan: list[URLPattern] = [
    path("", plan.plan, name="allocation_plan"),
    path("rules/", by_rule.by_rule, name="allocation_rules"),
    path("undo/", acts.undo, name="allocation_undo"),
    path("redo/", acts.redo, name="allocation_redo"),
    path("read/", acts.read, name="allocation_read"),
    path("present/", acts.present, name="allocation_present"),
    path("take-back/", acts.take_back, name="allocation_take_back"),
    path("send-back/", acts.send_back, name="allocation_send_back"),
    path("approve/", acts.approve, name="allocation_approve"),
    path("export.xlsx", papers.export, name="allocation_export"),
    path("summary/", papers.summary, name="allocation_summary"),
    path("<uuid:case>/", row.row, name="allocation_row"),
]
urlpatterns = [
    path("allocation/", calls.calls, name="allocation"),
    path("allocation/<slug:slug>/", calls.call, name="allocation_call"),
    path("allocation/<slug:slug>/compare/", compare.compare, name="allocation_compare"),
    path("allocation/<slug:slug>/<int:number>/", include(one_plan)),
]
