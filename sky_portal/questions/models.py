"""Whatever is asked: immutable versions of question sets, and typed answers with versions."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sky_portal import clock


class QuestionSet(models.Model):
    """One version of a set of questions; `content` is described in sky_portal.questions.schema."""

    key = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    content = models.JSONField()
    # From this moment on the version is in use and never changes again.
    in_use_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("question set")
        verbose_name_plural = _("question sets")
        constraints = (models.UniqueConstraint(fields=("key", "version"), name="question_set_version"),)

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class AnswerSheet(models.Model):
    """One set of answers to one version of a question set."""

    question_set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT, related_name="sheets")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="answer_sheets")

    class Meta:
        verbose_name = _("answer sheet")
        verbose_name_plural = _("answer sheets")

    def __str__(self) -> str:
        return f"{self.question_set} · {self.case}"


class Answer(models.Model):
    """One typed answer, saved one by one with a version of its own."""

    sheet = models.ForeignKey(AnswerSheet, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=1)
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
