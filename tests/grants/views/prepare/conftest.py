"""A call administrator and a draft of the SKY call, at the moment at which the demo begins."""

import pytest
from django.test import Client

from grants.models import Call
from tests.cast import SignedIn
from tests.grants import factories


@pytest.fixture
def administrator(sign_in: SignedIn, standing: None) -> Client:
    """The ministry's call administrator at his browser."""
    return sign_in("call_administrator")


@pytest.fixture
def draft_call(db: None, standing: None) -> Call:
    """The SKY call as a draft."""
    return factories.make_call(published=False)
