"""The SKY call, for those who only read."""

import pytest

from tests.grants import factories


@pytest.fixture
def call(db):
    return factories.make_call()
