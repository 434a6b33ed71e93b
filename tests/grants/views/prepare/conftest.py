"""A call administrator and a draft of the SKY call, at the moment at which the demo begins."""

import pytest
from django.test import Client

from grants.models import Call
from grants.services.call.rows import KINDS, rows_of
from tests.cast import SignedIn
from tests.grants import factories
from tests.grants.views.prepare.rows_world import address, typed


@pytest.fixture
def administrator(sign_in: SignedIn, standing: None) -> Client:
    """The ministry's call administrator at his browser."""
    return sign_in("call_administrator")


@pytest.fixture
def draft_call(db: None, standing: None) -> Call:
    """The SKY call as a draft."""
    return factories.make_call(published=False)


@pytest.fixture
def empty(draft_call):
    """The draft without any rows."""
    for part in KINDS:
        rows_of(draft_call, part).delete()
    return draft_call


@pytest.fixture
def filled(empty, administrator):
    """Adds rows to a list through its page: `filled(part, 3)`; tells them in their order."""

    def fill(part, count):
        for number in range(1, count + 1):
            assert administrator.post(address("add", empty, part), typed(part, number)).status_code == 302
        return list(rows_of(empty, part))

    return fill
