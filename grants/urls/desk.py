"""Addresses of the worklist: its views, exports and acts on several."""

from django.urls import path

from grants.views import deputies, received, worklist_bulk, worklist_exports, worklist_saved

urlpatterns = [
    path("received/", received.received, name="received"),
    path("received/export.csv", worklist_exports.export, {"kind": "csv"}, name="received_csv"),
    path("received/export.xlsx", worklist_exports.export, {"kind": "xlsx"}, name="received_xlsx"),
    path("received/several/", worklist_bulk.bulk, name="received_several"),
    path("received/views/", worklist_saved.save_view, name="received_save_view"),
    path("received/views/<int:pk>/", worklist_saved.edit_view, name="received_view"),
    path("received/deputies/", deputies.deputies, name="deputies"),
    path("received/deputies/<int:pk>/end/", deputies.end_deputy, name="end_deputy"),
]
