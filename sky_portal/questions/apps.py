from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "sky_portal.questions"
    label = "questions"
