"""The admin looks and changes nothing."""

import pytest
from django.urls import reverse

from grants.models import Application, Call, Submission
from sky_portal.accounts.models import User
from tests.grants import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def maintainer(client):
    """A maintainer, signed in."""
    user = User.objects.create_superuser("maintainer@portal.example", "a-password-of-theirs")
    client.force_login(user)
    return client


@pytest.mark.parametrize("model", [Call, Application, Submission])
def test_rows_can_be_inspected_and_not_changed(maintainer, call, cast, providers, model):
    factories.make_sent(
        call, organisation=providers["iisalmi"], actor=cast["preparer"], signatory=cast["signatory"]
    )
    name = f"admin:grants_{model._meta.model_name}"
    assert maintainer.get(reverse(f"{name}_changelist")).status_code == 200
    change = reverse(f"{name}_change", args=[model.objects.get().pk])
    assert maintainer.get(change).status_code == 200
    assert maintainer.post(change, {}).status_code == 403
    assert maintainer.get(reverse(f"{name}_add")).status_code == 403
    delete = reverse(f"{name}_delete", args=[model.objects.get().pk])
    assert maintainer.post(delete, {"post": "yes"}).status_code == 403


def test_a_draft_is_not_there(maintainer, draft):
    listed = maintainer.get(reverse("admin:grants_application_changelist"))
    assert listed.context["cl"].result_count == 0
    opened = maintainer.get(reverse("admin:grants_application_change", args=[draft.pk]), follow=True)
    assert draft.pilot.name not in opened.text
