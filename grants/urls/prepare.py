"""Addresses of a call's preparation, for call administrators; they join the namespace `grants`."""

from django.urls import include, path

from grants.urls import answers, asked, rows
from grants.views.prepare import basics, calls, examination, extend, hub, money, preview, publish

of_call = "<slug:slug>/"
urlpatterns = [
    path("", calls.calls, name="prepare"),
    path("new/", calls.new, name="prepare_new"),
    path(of_call, hub.hub, name="prepare_call"),
    path(f"{of_call}copy/", calls.copy, name="prepare_copy"),
    path(f"{of_call}preview/", preview.preview, name="prepare_preview"),
    path(f"{of_call}publish/", publish.publish, name="prepare_publish"),
    path(f"{of_call}extend/", extend.extend, name="prepare_extend"),
    path(f"{of_call}basics/", basics.basics, name="prepare_basics"),
    path(f"{of_call}money/", money.money, name="prepare_money"),
    path(f"{of_call}examination/", examination.examination, name="prepare_examination"),
    path(of_call, include(answers)),
    path(of_call, include(asked)),
    path(of_call, include(rows)),
]
