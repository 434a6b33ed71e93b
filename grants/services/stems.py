"""Words of what was sent by their stems, so that a search finds them in any form.

The stems are those of two public stemmers, the Finnish and the Swedish one, both for every word: an
application in one language quotes the other. What a stemmer leaves of different forms of one word is
drawn together a little further (docs/decisions/0026). It runs alike on either database.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

import snowballstemmer
from django.db.models import Q, QuerySet

from grants.models import Submission, SubmissionStem
from grants.models.application import MOST_WORDS, ApplicationQuerySet
from sky_portal import locks
from sky_portal.jobs.services import enqueue
from sky_portal.search import fold

JOB, LACKING_JOB = "grants.stems", "grants.stems_lacking"
LANGUAGES = ("finnish", "swedish")
SHORTEST, LONGEST = 3, 60
BATCH = 1000
# What one hour's look at what lacks its stems hands out.
MOST_LACKING = 1000
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
# Words in nearly every text, whose stems are those of words that matter ("kun" and "kunnan").
_FINNISH = ("kun", "kunhan", "joka", "mitä", "että", "sekä", "tai", "ovat", "olla")
_SWEDISH = ("och", "att", "det", "som", "för", "med", "den", "har", "inte")
_COMMON = frozenset((*_FINNISH, *_SWEDISH))
# The Finnish stemmer takes the end of a nominative ("seinä") for a case: the commonest cases alone.
_CASES = re.compile(r"(?<=[a-zåäö]{4})(?:ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|ksi|i?en|jen|i[dt]en|n|t)$")
# What the stemmers leave of "ryhmäytyminen, ryhmäytymisen", "yhteisöllinen", "närvaron", "skolorna".
_ENDINGS = (
    (re.compile(r"(?<=[a-zåäö]{3}[lm])i[ns]$"), ""),
    (re.compile(r"(?<=[a-zåäö]{4}o)ns?$"), ""),
    (re.compile(r"(?<=[a-zåäö]{3})as$"), ""),
    (re.compile(r"([b-df-hj-np-tv-xz])\1$"), r"\1"),
    (re.compile(r"(?<=[a-zåäö]{2})d$"), "t"),
    (re.compile(r"(?<=[aeiouyäö]{2})(?:n|t[aä])$"), ""),
    (re.compile(r"(?<=[a-zåäö][nr])t$|(?<=[a-zåäö]m)p$"), ""),
    (re.compile(r"(?<=[a-zåäö]{3})[aeiouyåäö]$"), ""),
)


def stems_of(text: str) -> set[str]:
    """The stems of all the words of a text, in both languages."""
    found: set[str] = set()
    for word in words_of(text):
        found |= stems_of_word(word)
    return found


def words_of(text: str) -> Iterator[str]:
    """The words of a text as they are compared, each once; of a compound with a hyphen its parts too."""
    for word in dict.fromkeys(_WORD.findall(fold(text))):
        yield word
        if "-" in word:
            yield from word.split("-")


@lru_cache(maxsize=50_000)
def stems_of_word(word: str) -> frozenset[str]:
    """The stems of one folded word; none of a word that is too short or too common to be told by."""
    if len(word) < SHORTEST or word in _COMMON:
        return frozenset()
    found = [_drawn_together(_stemmer(language).stemWord(word)) for language in LANGUAGES]
    return frozenset(stem[:LONGEST] for stem in (*found, _CASES.sub("", word)))


def matching(found: ApplicationQuerySet, words: str) -> ApplicationQuerySet:
    """Those in which every word is found: in any form in what was sent, or as a part of its names."""
    for word in fold(words).split()[:MOST_WORDS]:
        wanted = Q(current_submission__search__contains=word)
        for part in _WORD.findall(word)[:1]:
            stems = SubmissionStem.objects.filter(stem__in=stems_of_word(part)).order_by()
            wanted |= Q(current_submission__in=stems.values("submission"))
        found = found.filter(wanted)
    return found


def ask(submission: Submission) -> None:
    """Lets a job keep the stems: nobody who sends waits for them."""
    enqueue(JOB, key=str(submission.pk), submission=submission.pk)


def ask_lacking() -> int:
    """The same for what has none yet; how many there were."""
    found = list(lacking().defer("content", "search")[:MOST_LACKING])
    for submission in found:
        ask(submission)
    return len(found)


def keep(submission: Submission) -> int:
    """Keeps the stems of what was sent, once; how many there are."""
    stems = sorted(stems_of(" ".join(texts_of(submission.content))))
    with locks.act():
        SubmissionStem.objects.bulk_create(
            [SubmissionStem(submission=submission, stem=stem) for stem in stems],
            batch_size=BATCH,
            ignore_conflicts=True,
        )
    return len(stems)


def lacking() -> QuerySet[Submission]:
    """What stands as an application and has no stems yet: sent before they were kept, say."""
    standing = Submission.objects.filter(current_of__isnull=False)
    return standing.exclude(pk__in=SubmissionStem.objects.order_by().values("submission")).order_by("pk")


def texts_of(content: dict[str, Any]) -> Iterator[str]:
    """Every text that somebody wrote or chose in what was sent, names of members and places included."""
    told = content["application"]
    yield told["pilot"]["name"]
    yield told.get("eligibility_note", "")
    yield told.get("secrecy_grounds", "")
    yield content["sent"]["case_number"]
    for member in told["members"]:
        yield from member["organisation"]["name"].values()
        yield from ((member.get("register") or {}).get("region") or {}).values()
    for person in told.get("team", ()):
        yield f"{person['name']} {person['profession']}"
    for line in told["budget"]["lines"]:
        yield line["basis"]
    for other in told["budget"]["other"]:
        yield other["granter"]
    for section in told["answers"]["sections"]:
        for question in section["questions"]:
            yield from _strings(question["value"])
            yield from _strings(_chosen(question))


def _chosen(question: dict[str, Any]) -> Any:
    """The labels of what was chosen, where the snapshot tells them."""
    value = question["value"]
    chosen = value if isinstance(value, list) else [value]
    options = question.get("options") or question.get("choices") or ()
    return [
        option.get("label", option.get("text", ""))
        for option in options
        if isinstance(option, dict) and option.get("key") in chosen
    ]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _all(value.values())
    elif isinstance(value, list):
        yield from _all(value)


def _all(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from _strings(value)


def _drawn_together(stem: str) -> str:
    for ending, rest in _ENDINGS:
        stem = ending.sub(rest, stem)
    return stem


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(language)
