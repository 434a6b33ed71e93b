"""The receipt of what arrived otherwise: late or in time, nothing of its merits, in the case's language."""

import subprocess
from dataclasses import replace
from datetime import timedelta

import outloud
import pdfua
import pytest
from django.utils.translation import override

from grants import documents
from grants.services import arrivals
from sky_portal import clock
from tests.grants import factories

pytestmark = pytest.mark.django_db
AFTER = factories.LAST_INSTANT + timedelta(hours=17)
LATE = {
    "fi": ("31.3.2021 klo\u00a016.16.00", "Hakemus saapui hakuajan päättymisen jälkeen"),
    "sv": ("31.3.2021 kl.\u00a016.16.00", "Ansökan kom in efter att ansökningstiden hade gått ut"),
}


@pytest.fixture
def told(call, providers):
    with clock.standing_at(AFTER):
        yield factories.arrival_told(provider=providers["vaasa"])


def recorded(call, told, cast):
    return arrivals.record_arrival(call, told=told, actor=cast["registrar"])


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_it_tells_that_it_came_late_and_both_checkers_pass_it(call, told, cast, language, tmp_path):
    arrival = recorded(call, replace(told, language=language), cast)
    with override(language):
        context = documents.arrival_receipt_context(arrival, version=1, at=AFTER)
        assert context["arrived"] == LATE[language][0]
        assert context["letterhead"].number == "OKM/1/520/2021"
    written = tmp_path / "receipt.pdf"
    written.write_bytes(documents.render_arrival_receipt(arrival, version=1, at=AFTER))
    heard = outloud.check(str(written))
    assert (heard.error, heard.verdict) == (None, "pass"), [f.to_dict() for f in heard.findings]
    assert not pdfua.validate(str(written)).findings
    assert LATE[language][1] in words(written)


def test_in_time_it_says_so_and_a_corrected_one_says_that_it_replaces_another(call, told, cast, tmp_path):
    arrival = recorded(call, replace(told, arrived_at=factories.LAST_INSTANT), cast)
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    first.write_bytes(documents.render_arrival_receipt(arrival, version=1, at=AFTER))
    second.write_bytes(documents.render_arrival_receipt(arrival, version=2, at=AFTER))
    assert "Hakemus saapui hakuajan kuluessa" in words(first)
    assert "päättymisen jälkeen" not in words(first)
    assert "korvaa aiemman" in words(second)
    assert "korvaa aiemman" not in words(first)
    assert first.read_bytes() == documents.render_arrival_receipt(arrival, version=1, at=AFTER)


def test_who_came_within_the_closing_second_reads_how_much_too_late(call):
    closing = factories.LAST_INSTANT
    with override("fi"):
        assert documents.beside_closing(closing, closing) == "31.3.2021 klo\u00a016.15.00"
        late = closing + timedelta(microseconds=1)
        assert documents.beside_closing(late, closing) == "31.3.2021 klo\u00a016.15.00,000001"
        later = closing + timedelta(seconds=1, microseconds=5)
        assert documents.beside_closing(later, closing) == "31.3.2021 klo\u00a016.15.01"


def words(path):
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True)
    return " ".join(text.stdout.split())
