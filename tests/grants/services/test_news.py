"""News: drafted, published now or at a time, changed and withdrawn, each audited."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError

from grants.models import NewsItem
from grants.services import news as service
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from sky_portal.workflow import StepForbidden, StepRefused

VISITOR = AnonymousUser()
NOON = clock.helsinki(2021, 3, 15, 12)
TEXTS = {"fi": "Suomeksi", "sv": "På svenska"}
HALF = {"fi": "Suomeksi"}


@pytest.fixture
def editor(cast, standing):
    return cast["call_administrator"]


@pytest.fixture
def write(editor):
    def write(**fields):
        return service.create_news(**{"title": TEXTS, "lead": TEXTS, "body": TEXTS} | fields, actor=editor)

    return write


def verbs(item):
    return list(AuditEvent.objects.filter(case=item.case).order_by("seq").values_list("verb", flat=True))


def test_a_draft_has_a_case_and_a_slug_of_its_title(write):
    titles = [
        {"fi": "Haku & häät!"},
        {"fi": "Haku häät"},
        {"sv": "Utlysning"},
        {"fi": "学校"},
        {"fi": "学"},
    ]
    items = [write(title=title) for title in titles]
    assert [item.slug for item in items] == ["haku-haat", "haku-haat-2", "utlysning", "news", "news-2"]
    assert {item.case.kind for item in items} == {"news"}
    assert verbs(items[0]) == ["create_news"]


def test_a_slug_that_is_taken_is_refused(write):
    write(slug="sama")
    with pytest.raises(ValidationError, match="slug"):
        write(slug="sama", lead={})
    assert NewsItem.objects.count() == 1


@pytest.mark.parametrize("who", ["visitor", "preparer", "presenting_officer", "registrar"])
def test_only_call_administrators_write(cast, write, who):
    item = write()
    with pytest.raises(PermissionDenied):
        service.create_news(title=TEXTS, lead={}, body=TEXTS, actor=cast[who])
    for verb in (
        lambda: service.save_news(item, title=TEXTS, lead={}, body=TEXTS, call=None, actor=cast[who]),
        lambda: service.publish_news(item, actor=cast[who]),
    ):
        with pytest.raises(StepForbidden):
            verb()
    assert NewsItem.objects.get().published_at is None


def test_publishing_now_dates_it_now(write, editor):
    item = service.publish_news(write(), actor=editor)
    assert item.published_at == clock.now()
    assert NewsItem.objects.visible_to(VISITOR).get() == item
    assert verbs(item) == ["create_news", "publish_news"]


def test_publishing_at_a_time_waits_for_it(write, editor):
    service.publish_news(write(), at=NOON, actor=editor)
    with clock.standing_at(NOON - timedelta(microseconds=1)):
        assert not NewsItem.objects.visible_to(VISITOR).exists()
    with clock.standing_at(NOON):
        assert NewsItem.objects.visible_to(VISITOR).exists()


def test_a_time_that_has_passed_is_refused(write, editor):
    with pytest.raises(ValidationError) as refused:
        service.publish_news(write(), at=clock.now() - timedelta(seconds=1), actor=editor)
    assert set(refused.value.message_dict) == {"at"}
    assert not service.is_published(NewsItem.objects.get())


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"title": HALF}, {"title": ["sv"]}),
        ({"body": {"sv": "Text", "en": "Text"}}, {"body": ["fi"]}),
        ({"lead": HALF}, {"lead": ["sv"]}),
        ({"body": {}}, {"body": ["fi", "sv"]}),
    ],
)
def test_both_national_languages_are_needed_to_publish(write, editor, fields, missing):
    item = write(**fields)
    assert service.missing(item) == missing
    with pytest.raises(ValidationError) as refused:
        service.publish_news(item, actor=editor)
    assert set(refused.value.message_dict) == set(missing)


def test_a_lead_may_be_left_out(write, editor):
    assert service.is_published(service.publish_news(write(lead={}), actor=editor))


def test_what_is_published_keeps_its_languages_and_its_address(write, editor):
    item = service.publish_news(write(slug="osoite"), actor=editor)
    rest = {"lead": {}, "call": None, "actor": editor}
    with pytest.raises(ValidationError):
        service.save_news(item, title=HALF, body=TEXTS, **rest)
    saved = service.save_news(item, title={**TEXTS, "en": "New"}, body=TEXTS, slug="toinen", **rest)
    assert (saved.title["en"], saved.slug) == ("New", "osoite")


def test_withdrawn_news_can_be_published_again(write, editor):
    item = service.publish_news(write(), actor=editor)
    item = service.withdraw_news(item, actor=editor)
    assert not NewsItem.objects.visible_to(VISITOR).exists()
    with pytest.raises(StepRefused):
        service.withdraw_news(item, actor=editor)
    with clock.standing_at(NOON):
        assert service.publish_news(item, actor=editor).published_at == NOON
    assert verbs(item) == ["create_news", "publish_news", "withdraw_news", "publish_news"]
