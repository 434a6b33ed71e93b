"""Addresses of one application on the officials' desk."""

from django.urls import path

from grants.views import case_desk, case_files, case_marks, case_trail

of_case = "received/<uuid:case>/"
urlpatterns = [
    path(of_case, case_desk.submission, name="submission"),
    path(f"{of_case}trail/", case_trail.trail, name="trail"),
    path(f"{of_case}files/<uuid:document_id>/", case_files.case_file, name="case_file"),
    path(f"{of_case}checklist/", case_marks.save_checklist, name="save_checklist"),
    path(f"{of_case}checklist/<slug:key>/", case_marks.save_mark, name="save_mark"),
    path(f"{of_case}notes/", case_marks.add_note, name="add_note"),
]
