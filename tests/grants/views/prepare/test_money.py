"""What a call shares out: money or places."""

from datetime import date

import pytest
from django.urls import reverse

from grants.services.call import publish


def address(call):
    return reverse("grants:prepare_money", args=[call.slug])


@pytest.fixture
def typed(administrator, draft_call):
    """The form as it would be sent now."""

    def of(**changes):
        base = administrator.get(address(draft_call)).context["form"]["base"].value()
        return {
            "base": base,
            "shares_money": "True",
            "places": "",
            "amount_cents": "5 600 000 €",
            "own_share_percent": "25",
            "pay_cap_cents": "75 000",
            "use_from": "2021-08-02",
            "use_until": "2022-07-29",
        } | changes

    return of


def test_the_sum_is_typed_in_euros_and_shown_with_its_groups(administrator, draft_call, typed):
    page = administrator.get(address(draft_call)).content.decode()
    assert 'value="6\xa0800\xa0000"' in page
    assert administrator.post(address(draft_call), typed()).status_code == 302
    draft_call.refresh_from_db()
    assert draft_call.amount_cents == 560_000_000
    assert draft_call.own_share_percent == 25
    assert draft_call.pay_cap_cents == 7_500_000
    assert (draft_call.use_from, draft_call.use_until) == (date(2021, 8, 2), date(2022, 7, 29))


def test_a_call_without_money_has_places_and_no_sum(administrator, draft_call, typed):
    administrator.post(address(draft_call), typed(shares_money="False", places="10"))
    draft_call.refresh_from_db()
    assert (draft_call.shares_money, draft_call.places) == (False, 10)
    assert (draft_call.amount_cents, draft_call.use_from, draft_call.use_until) == (None, None, None)
    assert draft_call.pay_cap_cents is None


def test_a_call_may_have_no_pay_cap(administrator, draft_call, typed):
    assert 'value="80\xa0000"' in administrator.get(address(draft_call)).content.decode()
    assert administrator.post(address(draft_call), typed(pay_cap_cents="")).status_code == 302
    draft_call.refresh_from_db()
    assert draft_call.pay_cap_cents is None


def test_a_draft_may_lack_the_sum_and_the_period(administrator, draft_call, typed):
    sent = typed(amount_cents="", use_from="", use_until="")
    assert administrator.post(address(draft_call), sent).status_code == 302


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount_cents": "6.800.00x"}, "amount_cents"),
        ({"amount_cents": "5.600"}, "amount_cents"),
        ({"pay_cap_cents": "0"}, "pay_cap_cents"),
        ({"pay_cap_cents": "-80 000"}, "pay_cap_cents"),
        ({"pay_cap_cents": "paljon"}, "pay_cap_cents"),
        ({"amount_cents": "100,50"}, "amount_cents"),
        ({"amount_cents": "-5"}, "amount_cents"),
        ({"amount_cents": "0"}, "amount_cents"),
        ({"own_share_percent": "101"}, "own_share_percent"),
        ({"own_share_percent": ""}, "own_share_percent"),
        ({"use_until": "2021-08-01"}, "use_until"),
        ({"use_from": "2021-02-31"}, "use_from"),
        ({"shares_money": "perhaps"}, "shares_money"),
        ({"shares_money": "False", "places": "0"}, "places"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(administrator, draft_call, typed, changes, field):
    answer = administrator.post(address(draft_call), typed(**changes))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    draft_call.refresh_from_db()
    assert draft_call.amount_cents == 680_000_000


def test_a_period_that_ends_on_a_weekend_is_warned_of_and_saved(administrator, draft_call, typed):
    answer = administrator.post(address(draft_call), typed(use_until="2022-07-31"), follow=True)
    assert "31.7.2022 on sunnuntai." in answer.content.decode()
    draft_call.refresh_from_db()
    assert draft_call.use_until == date(2022, 7, 31)


def test_two_people_do_not_overwrite_each_other_unseen(administrator, draft_call, typed):
    old = typed(own_share_percent="30")
    administrator.post(address(draft_call), typed(own_share_percent="40"))
    answer = administrator.post(address(draft_call), old)
    assert answer.status_code == 409
    assert "40\xa0%" in answer.content.decode()
    draft_call.refresh_from_db()
    assert draft_call.own_share_percent == 40


def test_a_published_call_is_read_in_words(administrator, draft_call, cast):
    publish(draft_call, actor=cast["call_administrator"])
    page = administrator.get(address(draft_call)).content.decode()
    assert "6\xa0800\xa0000\xa0€" in page
    assert "20\xa0%" in page
    assert 'name="amount_cents"' not in page
