"""Addresses of the lists of a call, one for each; they stand under the call's preparation."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from grants.services.call.row_kinds import KINDS
from grants.views.prepare import rows


class ListConverter(StringConverter):
    """The name of one of the lists."""

    regex = "|".join(KINDS)


register_converter(ListConverter, "list")

urlpatterns = [
    path("<list:part>/", rows.rows, name="prepare_rows"),
    path("<list:part>/add/", rows.add_row, name="prepare_row_add"),
    path("<list:part>/<int:pk>/", rows.edit_row, name="prepare_row_edit"),
    path("<list:part>/<int:pk>/delete/", rows.delete_row, name="prepare_row_delete"),
    path("<list:part>/<int:pk>/move/", rows.move_row, name="prepare_row_move"),
]
