"""How a call is examined, through its page."""

import pytest
from django.urls import reverse

from tests.grants.views.prepare.rows_world import publish_as_it_is


@pytest.fixture
def address(draft_call):
    return reverse("grants:prepare_examination", args=[draft_call.slug])


def base(client, address):
    return client.get(address).context["form"]["base"].value()


@pytest.mark.parametrize("published", [False, True], ids=["draft", "published"])
def test_what_was_typed_is_stored(administrator, draft_call, address, published):
    if published:
        publish_as_it_is(draft_call)
    typed = {"assessors_wanted": "3", "consensus_wanted": "on", "base": base(administrator, address)}
    assert administrator.post(address, typed).status_code == 302
    draft_call.refresh_from_db()
    assert (draft_call.assessors_wanted, draft_call.consensus_wanted) == (3, True)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"assessors_wanted": "10"}, "assessors_wanted"),
        ({"assessors_wanted": "-1"}, "assessors_wanted"),
        ({"assessors_wanted": "1", "consensus_wanted": "on"}, "consensus_wanted"),
    ],
    ids=["too many", "too few", "nobody to agree with"],
)
def test_what_cannot_be_is_said_at_its_field(administrator, draft_call, address, typed, field):
    answer = administrator.post(address, typed | {"base": base(administrator, address)})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    draft_call.refresh_from_db()
    assert draft_call.assessors_wanted == 2


@pytest.mark.parametrize(
    ("language", "words"), [("fi", "Arvioijia hakemusta kohti"), ("sv", "Bedömare per ansökan")]
)
def test_it_is_in_either_language(administrator, address, language, words):
    assert words in administrator.get(address.replace("/fi/", f"/{language}/")).content.decode()


@pytest.mark.parametrize("who", ["presenting_officer", "preparer"])
def test_it_is_not_there_for_others(sign_in, standing, address, who):
    assert sign_in(who).get(address).status_code == 404
