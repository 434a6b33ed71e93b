"""Writing news, for call administrators: draft, preview, publication now or at a time, withdrawal."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.forms.news import NewsForm, PublicationForm
from grants.models import Call, NewsItem
from grants.rules import news_is_out
from grants.services import news as service
from grants.views.events import trail
from grants.views.prepare.fetch import ADMINISTRATORS
from grants.views.public.news import item_context
from grants.workflows import NEWS
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.ui.tables import PAGE
from sky_portal.workflow import StepRefused

ROWS = 25


@audience(ADMINISTRATORS)
@require_safe
def newsroom(request: HttpRequest) -> HttpResponse:
    """Everything that has been written, drafts first."""
    found = NewsItem.objects.visible_to(request.user).select_related("call", "written_by")
    page = Paginator(found, ROWS).get_page(request.GET.get(PAGE))
    rows = [(item, state_of(item)) for item in page]
    return render(request, "grants/news/newsroom.html", {"page": page, "rows": rows})


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def news_new(request: HttpRequest) -> HttpResponse:
    """A new draft; `?call=` names the call that it is about."""
    calls = _calls(request)
    unsaved = kept_data(request)
    about = calls.filter(slug=request.GET.get("call", "")).first()
    form = NewsForm(request.POST or unsaved, calls=calls, initial={"call": about and about.pk})
    if request.method == "POST" and form.is_valid() and (item := _save(form, None, request.user)):
        messages.success(request, _("The draft has been saved."))
        return redirect("grants:news_preview", case=item.case_id)
    return _write(request, form, None, unsaved is not None)


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def news_edit(request: HttpRequest, case: UUID) -> HttpResponse:
    """Writes on; what has been published changes for everybody at once."""
    item = _item(request, case)
    unsaved = kept_data(request)
    form = NewsForm(request.POST or unsaved, calls=_calls(request), item=item)
    if request.method == "POST" and form.is_valid() and _save(form, item, request.user):
        messages.success(request, _("The text has been saved."))
        return redirect("grants:news_preview", case=case)
    return _write(request, form, item, unsaved is not None)


@audience(ADMINISTRATORS)
@require_safe
def news_preview(request: HttpRequest, case: UUID) -> HttpResponse:
    """The item as everybody will see it, what it lacks, and what can be done with it."""
    return _preview(request, _item(request, case), PublicationForm())


@audience(ADMINISTRATORS)
@require_http_methods(["POST"])
def news_publish(request: HttpRequest, case: UUID) -> HttpResponse:
    """Publishes now or from a time on."""
    item = _item(request, case)
    form = PublicationForm(request.POST)
    if form.is_valid() and _publish(request, item, form):
        return redirect("grants:news_preview", case=case)
    return _preview(request, item, form)


@audience(ADMINISTRATORS)
@require_http_methods(["POST"])
def news_withdraw(request: HttpRequest, case: UUID) -> HttpResponse:
    """Takes the item from the public pages."""
    try:
        service.withdraw_news(_item(request, case), actor=request.user)
    except StepRefused:
        messages.error(request, _("Somebody else has withdrawn it meanwhile."))
    else:
        messages.success(request, _("The news has been withdrawn: it is not on the public pages any more."))
    return redirect("grants:news_preview", case=case)


def state_of(item: NewsItem) -> tuple[Any, str]:
    """The state in words and its tone: published news whose time lies ahead is scheduled."""
    if not service.is_published(item):
        return NEWS.state_label(item), "do" if item.published_at is None else "plain"
    return (NEWS.state_label(item), "ok") if news_is_out.test(None, item) else (_("Scheduled"), "wait")


def _item(request: HttpRequest, case: UUID) -> NewsItem:
    found = NewsItem.objects.visible_to(request.user).select_related("call", "written_by")
    return get_object_or_404(found, case_id=case)


def _calls(request: HttpRequest) -> Any:
    return Call.objects.visible_to(request.user).order_by("-opens_at", "pk")


def _save(form: NewsForm, item: NewsItem | None, actor: Any) -> NewsItem | None:
    texts = {name: form.cleaned_data.get(name, "") for name in ("title", "lead", "body", "call", "slug")}
    try:
        if item is None:
            return service.create_news(**texts, actor=actor)
        return service.save_news(item, **texts, actor=actor)
    except ValidationError as wrong:
        _add_errors(form, wrong)
        return None


def _publish(request: HttpRequest, item: NewsItem, form: PublicationForm) -> bool:
    at = form.cleaned_data["at"]
    try:
        service.publish_news(item, at=at, actor=request.user)
    except ValidationError as wrong:
        _add_errors(form, wrong)
        return False
    except StepRefused:
        messages.error(request, _("Somebody else has published it meanwhile."))
        return True
    messages.success(
        request, _("The news is published at the set time.") if at else _("The news has been published.")
    )
    return True


def _add_errors(form: Any, wrong: ValidationError) -> None:
    """The errors at their fields; those of what the form does not ask stand above all."""
    for name, texts in wrong.message_dict.items():
        for text in dict.fromkeys(texts):
            form.add_error(name if name in form.fields else None, text)


def _write(request: HttpRequest, form: NewsForm, item: NewsItem | None, unsaved: bool) -> HttpResponse:
    context = {"form": form, "item": item, "unsaved": unsaved}
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "grants/news/write.html", context, status=status)


def _preview(request: HttpRequest, item: NewsItem, form: PublicationForm) -> HttpResponse:
    words, tone = state_of(item)
    context = {
        **item_context(item),
        "form": form,
        "state": words,
        "tone": tone,
        "is_out": news_is_out.test(None, item),
        "missing": _missing(item),
        "may_publish": NEWS.may("publish_news", request.user, item),
        "may_withdraw": NEWS.may("withdraw_news", request.user, item),
        "events": trail(item.case_id),
    }
    return render(request, "grants/news/preview.html", context, status=422 if form.errors else 200)


def _missing(item: NewsItem) -> list[tuple[Any, str]]:
    """Label of the field and the languages that are missing."""
    labels = NewsForm.base_fields
    return [(labels[name].label, ", ".join(codes)) for name, codes in service.missing(item).items()]
