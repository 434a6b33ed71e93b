"""Whatever is asked: immutable versions of question sets, and typed answers with versions."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sky_portal import clock
from sky_portal.questions.schema import Question, Section, parse, questions


class SetInUse(RuntimeError):
    """A version that is in use was to be changed or deleted: make a new version instead."""


class QuestionSetQuerySet(models.QuerySet["QuestionSet"]):
    """Question sets; what is in use cannot be changed by the hundred either."""

    def update(self, **values: Any) -> int:
        """Refused (SetInUse) when one of them is in use."""
        self._refuse_in_use()
        return super().update(**values)

    def bulk_update(self, objs: Any, fields: Any, batch_size: int | None = None) -> int:
        """Refused (SetInUse) when one of them is in use."""
        objs = list(objs)
        QuestionSet.objects.filter(pk__in=[one.pk for one in objs])._refuse_in_use()
        return super().bulk_update(objs, fields, batch_size)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused (SetInUse) when one of them is in use."""
        self._refuse_in_use()
        return super().delete()

    def _refuse_in_use(self) -> None:
        if found := self.filter(in_use_since__isnull=False).order_by("pk").first():
            raise SetInUse(f"{found} is in use")


class QuestionSet(models.Model):
    """One version of a set of questions; `content` is described in sky_portal.questions.schema."""

    key = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    content = models.JSONField()
    # From this moment on the version is in use and never changes again.
    in_use_since = models.DateTimeField(null=True, blank=True)

    objects = QuestionSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("question set")
        verbose_name_plural = _("question sets")
        constraints = (models.UniqueConstraint(fields=("key", "version"), name="question_set_version"),)

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refused (SetInUse) once the stored version is in use."""
        self._refuse_in_use()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused (SetInUse) once the stored version is in use."""
        self._refuse_in_use()
        return super().delete(*args, **kwargs)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The content, read; raises ValidationError when it is faulty."""
        if self.in_use_since is None:
            return parse(self.content)
        # What is in use never changes: one reading is enough for a row that has been loaded.
        if "_sections" not in self.__dict__:
            self.__dict__["_sections"] = parse(self.content)
        return self.__dict__["_sections"]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question of every section."""
        return tuple(questions(self.sections))

    def clean(self) -> None:
        """Raises ValidationError with every fault of the content."""
        parse(self.content)

    def _refuse_in_use(self) -> None:
        if self.pk is not None:
            QuestionSet.objects.filter(pk=self.pk)._refuse_in_use()


MOST_READ = 64
_read: dict[tuple[Any, ...], QuestionSet] = {}


def read_once(question_set: QuestionSet) -> QuestionSet:
    """The set as this process has read it before: what is in use never changes.

    For a row that was loaded without its content. Not to be changed: all threads share it.
    """
    if question_set.in_use_since is None:
        return question_set
    mark = (question_set.pk, question_set.key, question_set.version, question_set.in_use_since)
    if mark not in _read:
        if len(_read) >= MOST_READ:
            _read.clear()
        question_set.refresh_from_db(fields=["content"])
        _read[mark] = question_set
    return _read[mark]


def forget_read() -> None:
    """Forgets what has been read: for tests, whose databases give the same keys again."""
    _read.clear()


class AnswerSheet(models.Model):
    """One set of answers to one version of a question set."""

    question_set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT, related_name="sheets")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="answer_sheets")

    class Meta:
        verbose_name = _("answer sheet")
        verbose_name_plural = _("answer sheets")

    def __str__(self) -> str:
        return f"{self.question_set} · {self.case}"

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections that the sheet answers."""
        return self.question_set.sections


class Answer(models.Model):
    """One typed answer, saved one by one with a version of its own."""

    sheet = models.ForeignKey(AnswerSheet, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=1)
    # The applicant asks for secrecy; the authority decides (JulkL 24 §).
    secret = models.BooleanField(default=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = (models.UniqueConstraint(fields=("sheet", "key"), name="one_answer_a_question"),)

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.key}"
