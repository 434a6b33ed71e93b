"""Addresses of a call's questions, programme and authority, within its preparation."""

from django.urls import path

from grants.views.prepare import authority, conditions, programme, question_forms, questions, recipients

urlpatterns = [
    path("questions/", questions.questions, name="prepare_questions"),
    # Keys have no hyphens: an address of the portal's own is never a section's.
    path("questions/new-section/", question_forms.section, name="prepare_questions_new_section"),
    path("questions/section/<slug:key>/", question_forms.section, name="prepare_questions_section"),
    path("questions/section/<slug:key>/preview/", questions.show, name="prepare_questions_preview"),
    path("questions/section/<slug:section>/add/", question_forms.kinds, name="prepare_questions_kinds"),
    path(
        "questions/section/<slug:section>/add/<slug:kind>/", question_forms.add, name="prepare_questions_add"
    ),
    path("questions/question/<slug:key>/", question_forms.question, name="prepare_questions_question"),
    path("questions/<slug:what>/<slug:key>/move/", questions.move, name="prepare_questions_move"),
    path("questions/<slug:what>/<slug:key>/delete/", questions.delete, name="prepare_questions_delete"),
    path("programme/", programme.programme, name="prepare_programme"),
    path("commitments/", programme.commitments, name="prepare_commitments"),
    path("rules/", conditions.rules, name="prepare_rules"),
    path("rules/combine/", conditions.combine, name="prepare_rules_combine"),
    path("rules/add/<slug:name>/", conditions.rule, name="prepare_rules_add"),
    path("rules/of/<slug:mark>/", conditions.rule, name="prepare_rules_rule"),
    path("rules/of/<slug:mark>/remove/", conditions.remove, name="prepare_rules_remove"),
    path("recipients/", recipients.recipients, name="prepare_recipients"),
    path("recipients/<int:pk>/remove/", recipients.remove, name="prepare_recipients_remove"),
    path("authority/", authority.authority, name="prepare_authority"),
]
