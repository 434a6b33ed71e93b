"""Words found in any form, in both languages, on either database."""

import pytest

from grants.models import Application, Submission, SubmissionStem
from grants.services import stems
from grants.services import submission as sending
from sky_portal.jobs import services as jobs
from sky_portal.jobs.models import Job
from tests.grants import factories

FORMS = [
    "koulu koulun koulussa kouluja kouluissa",
    "oppilas oppilaan oppilaiden oppilaalle oppilaita",
    "poissaolo poissaolot poissaolojen poissaoloista",
    "kunta kunnan kunnat kuntien kunnassa",
    "ryhmäytyminen ryhmäytymisen ryhmäytymistä ryhmäytymiseen",
    "työ työn työtä",
    "nuori nuoren nuorten nuoria",
    "Siilinjärvi Siilinjärven Siilinjärvellä",
    "koulukoutsi koulukoutsia koulukoutsin koulukoutseja",
    "kiipeilyseinä kiipeilyseinän kiipeilyseinällä",
    "elev elever elevernas eleven",
    "skola skolan skolorna skolor",
    "frånvaro frånvaron frånvarons",
    "kommun kommuner kommunernas",
    "stöd stödet stöder",
]


@pytest.fixture
def sent(ready, cast):
    sending.submit(ready, actor=cast["signatory"])
    ready.refresh_from_db()
    return ready


@pytest.fixture
def stemmed(sent):
    stems.keep(sent.current_submission)
    return sent


def found(words):
    return list(stems.matching(Application.objects.order_by("pk"), words))


@pytest.mark.parametrize("forms", FORMS, ids=lambda forms: forms.split()[0])
def test_forms_of_a_word_share_a_stem_with_the_word_itself(forms):
    word, *others = [stems.stems_of(one) for one in forms.split()]
    assert all(word & other for other in others)


@pytest.mark.parametrize(
    ("one", "other"), [("koulu", "kauppa"), ("kunta", "kunto"), ("stöd", "stad"), ("tuki", "taide")]
)
def test_different_words_share_none(one, other):
    assert not stems.stems_of(one) & stems.stems_of(other)


def test_common_and_short_words_tell_nothing():
    assert stems.stems_of("ja kun på och") == set()


@pytest.mark.parametrize(
    "words",
    ["oppilaiden", "OPPILAS", "poissaolopäivät", "koulukoutseja soittaa", "aluekoordinaattorin", "iisal"],
)
def test_what_was_sent_is_found_in_any_form(stemmed, words):
    # In the answers: "oppilas", "poissaolopäivänä", "Koulukoutsi soittaa"; in the budget's basis; a name.
    assert found(words) == [stemmed]


@pytest.mark.parametrize("words", ["helikopteri", "oppilaiden helikopteri", "%", "_"])
def test_what_was_not_written_is_not(stemmed, words):
    assert found(words) == []


def test_without_stems_names_are_found_all_the_same(sent):
    assert not SubmissionStem.objects.exists()
    assert found("jokainen iisalmi") == [sent]
    assert found("oppilaiden") == []


def test_the_job_after_the_receipt_keeps_them_once(sent):
    jobs.drain()
    kept = SubmissionStem.objects.filter(submission=sent.current_submission)
    count = kept.count()
    assert count > 30
    assert stems.keep(sent.current_submission) == count
    assert kept.count() == count


def test_what_was_sent_before_stems_were_kept_gets_them(sent):
    jobs.drain()
    SubmissionStem.objects.all().delete()
    Job.objects.filter(kind=stems.JOB).delete()
    assert list(stems.lacking()) == [sent.current_submission]
    assert stems.ask_lacking() == 1
    jobs.drain()
    assert not stems.lacking().exists()
    assert found("oppilaiden") == [sent]


def test_only_the_version_that_stands_is_searched(stemmed, cast):
    line = factories.line(stemmed, basis="Kiipeilyseinän vuokra")
    factories.save_budget(stemmed, line, actor=cast["preparer"])
    newer = sending.submit(stemmed, actor=cast["signatory"])
    stems.keep(newer)
    assert Submission.objects.count() == 2
    assert found("kiipeilyseinä") == [stemmed]
    assert found("aluekoordinaattori") == []


def test_as_many_queries_for_ten_words_as_for_one(stemmed, django_assert_num_queries):
    with django_assert_num_queries(1):
        found("oppilas")
    with django_assert_num_queries(1):
        found(" ".join(["oppilas", "koulu", "koti", "päivä", "tuki"] * 400))
