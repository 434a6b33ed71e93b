"""Pay above the cap is warned of, never refused; a decision that is lacking bars sending, by its cell."""

import pytest

from grants.services import budget as budgets
from grants.services import submission as submissions
from grants.services.completeness import gather
from pilots.services import invite_member
from tests.grants import factories

pytestmark = pytest.mark.django_db


def warned(application):
    lines = budgets.applied(application, with_rows=True).lines.all()
    return [(one.place, one.anchor, one.line.basis) for one in budgets.pay_warnings(lines, application.call)]


def own_group(application, **cells):
    hours = application.call.cost_categories.get(needs_decision=True)
    return factories.line(application, "17 100", category=hours, person_months="", **cells)


def lacks(application):
    return [(lack.section, lack.anchor) for lack in submissions.missing(application)]


def test_pay_above_the_cap_is_saved_and_named_by_its_line(draft, cast):
    lines = [
        factories.line(draft, "33 333", basis="Sopii"),
        factories.line(draft, "33 334", basis="Liikaa"),
        factories.line(draft, "99 999", basis="Matkat", cost_type="operating"),
        factories.line(draft, "80 001", basis="Kuukaudet puuttuvat", person_months=""),
    ]
    factories.save_budget(draft, *lines, actor=cast["preparer"])
    assert warned(draft) == [
        (1, "lines-1-amount", "Liikaa"),
        (3, "lines-3-amount", "Kuukaudet puuttuvat"),
    ]


def test_a_call_without_a_cap_warns_of_nothing(draft, cast):
    factories.save_budget(draft, factories.line(draft, "999 999"), actor=cast["preparer"])
    draft.call.pay_cap_cents = None
    assert warned(draft) == []


def test_a_lacking_decision_is_missing_at_its_cell(ready, cast):
    lines = [factories.line(ready), own_group(ready), own_group(ready, decision="Lautakunta 3.3.2021 § 12")]
    factories.save_budget(ready, *lines, actor=cast["preparer"])
    assert lacks(ready) == [("budget", "lines-1-decision")]
    with pytest.raises(submissions.NotComplete):
        submissions.submit(ready, actor=cast["signatory"])


def test_the_decision_of_who_stays_outside_is_not_asked(ready, cast, providers):
    member = invite_member(ready.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])
    lines = [factories.line(ready), own_group(ready, member=member)]
    factories.save_budget(ready, *lines, actor=cast["preparer"])
    assert lacks(ready) == []


def test_a_decision_is_sent_along_and_only_where_there_is_one(ready, cast):
    lines = [factories.line(ready), own_group(ready, decision="Lautakunta 3.3.2021 § 12")]
    factories.save_budget(ready, *lines, actor=cast["preparer"])
    sent = submissions.submit(ready, actor=cast["signatory"]).content["application"]["budget"]["lines"]
    assert "decision" not in sent[0]
    assert sent[1]["decision"] == "Lautakunta 3.3.2021 § 12"


def test_another_decision_is_a_change(ready, cast):
    factories.save_budget(ready, own_group(ready, decision="§ 1"), actor=cast["preparer"])
    submissions.submit(ready, actor=cast["signatory"])
    assert not submissions.differs(gather(ready))
    factories.save_budget(ready, own_group(ready, decision="§ 2"), actor=cast["preparer"])
    ready.refresh_from_db()
    assert submissions.differs(gather(ready))
