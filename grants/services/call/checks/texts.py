"""Texts for the public: Finnish and Swedish are needed (kielilaki 423/2003), English is hoped for."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.models import Call
from grants.services.call.checks.problem import Problem, warns
from sky_portal.texts import NEEDED_TO_PUBLISH, pick

ENGLISH = "en"


class Text(NamedTuple):
    """A text of a part; an optional one may be left out, but not in one of the languages only."""

    part: str
    what: str
    texts: dict[str, str]
    optional: bool = False

    def has(self, language: str) -> bool:
        """Whether something stands there in the language."""
        return bool((self.texts.get(language) or "").strip())

    @property
    def is_left_out(self) -> bool:
        """An optional text that is there in no language."""
        return self.optional and not any(self.has(language) for language in self.texts)


def lacking_texts(call: Call) -> Iterator[Problem]:
    """Texts that are missing in Finnish or Swedish, each with its languages."""
    for text in texts_of(call):
        lacking = tuple(language for language in NEEDED_TO_PUBLISH if not text.has(language))
        if lacking and not text.is_left_out:
            yield Problem(text.part, _("%(what)s: the text is missing") % {"what": text.what}, lacking)


def lacking_english(call: Call) -> Iterator[Problem]:
    """How many texts have no English: one warning for the whole call."""
    own = sum(not (text.has(ENGLISH) or text.is_left_out) for text in texts_of(call))
    if count := own + _without_english(call.question_set.content):
        text = ngettext("%(count)s text has no English", "%(count)s texts have no English", count)
        yield warns("texts", text % {"count": count}, (ENGLISH,))


def texts_of(call: Call) -> Iterator[Text]:
    """Every text of the call but those of its questions, which say themselves what they lack."""
    yield Text("basics", _("Name of the call"), call.name)
    yield Text("basics", _("Line above the heading"), call.kicker)
    yield Text("basics", _("Summary"), call.summary)
    yield Text("basics", _("What the signatory attests to"), call.attestation)
    yield Text("programme", _("Name of the programme"), call.programme.name)
    for place, commitment in enumerate(call.programme.commitments, start=1):
        yield Text("commitments", _("Commitment %(place)s") % {"place": place}, commitment["text"])
    yield from _notices(call)
    yield from _terms(call)
    if call.shares_money:
        yield from _money(call)


def _notices(call: Call) -> Iterator[Text]:
    for place, section in enumerate(call.texts.all(), start=1):
        name = _named(section.heading, place)
        yield Text("texts", _("Section %(name)s, heading") % {"name": name}, section.heading)
        yield Text("texts", _("Section %(name)s, text") % {"name": name}, section.body)
    for contact in call.contacts.all():
        yield Text("contacts", _("Title of %(name)s") % {"name": contact.name or "–"}, contact.title)
    for place, milestone in enumerate(call.milestones.all(), start=1):
        name = _named(milestone.label, place)
        yield Text("milestones", _("Milestone %(name)s") % {"name": name}, milestone.label)
        yield Text(
            "milestones", _("Milestone %(name)s, time in words") % {"name": name}, milestone.when, True
        )
        does = _("Milestone %(name)s, what the applicant does") % {"name": name}
        yield Text("milestones", does, milestone.applicant_does, True)
    for place, answer in enumerate(call.answers.all(), start=1):
        yield Text("answers", _("Question %(place)s") % {"place": place}, answer.question)
        yield Text("answers", _("Answer to question %(place)s") % {"place": place}, answer.answer)


def _terms(call: Call) -> Iterator[Text]:
    for place, criterion in enumerate(call.criteria.all(), start=1):
        name = _named(criterion.name, place)
        yield Text("criteria", _("Criterion %(name)s") % {"name": name}, criterion.name)
        yield Text("criteria", _("Criterion %(name)s, guidance") % {"name": name}, criterion.help, True)
        for step in criterion.scale:
            what = _("Criterion %(name)s, score %(score)s") % {"name": name, "score": step["score"]}
            yield Text("criteria", what, step["text"])
    for place, attachment in enumerate(call.attachments_asked.all(), start=1):
        name = _named(attachment.name, place)
        yield Text("attachments", _("Attachment %(name)s") % {"name": name}, attachment.name)
        yield Text("attachments", _("Attachment %(name)s, guidance") % {"name": name}, attachment.help, True)
    for date in call.dates.all():
        yield Text("dates", _("Date: %(kind)s") % {"kind": date.get_kind_display()}, date.label)


def _money(call: Call) -> Iterator[Text]:
    for category in call.cost_categories.all():
        number = {"number": category.number}
        yield Text("categories", _("Cost category %(number)s, name") % number, category.name)
        yield Text("categories", _("Cost category %(number)s, description") % number, category.description)
    for instalment in call.instalments.all():
        place = {"place": instalment.place}
        yield Text("instalments", _("Instalment %(place)s, condition") % place, instalment.condition)


def _named(texts: dict[str, str], place: int) -> str:
    """What an official recognises the row by: its name where it has one, else its place."""
    return f"“{found}”" if (found := pick(texts).text) else str(place)


def _without_english(content: Any) -> int:
    """How many texts of a question set have no English; its faults are told elsewhere."""
    if isinstance(content, list):
        return sum(_without_english(one) for one in content)
    if not isinstance(content, dict):
        return 0
    if any(isinstance(content.get(language), str) for language in NEEDED_TO_PUBLISH):
        return int(not str(content.get(ENGLISH) or "").strip())
    return sum(_without_english(one) for one in content.values())
