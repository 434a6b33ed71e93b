"""Who was given which programme's grant: what the rule `recipients_of` asks."""

from django.apps import apps


def recipients_among(programme: str, organisations: set[int]) -> set[int]:
    """Those of the organisations (ids) that were given the grant of the programme (key)."""
    recorded = apps.get_model("grants.pastrecipient")._default_manager.filter(
        call__programme__key=programme, organisation_id__in=organisations
    )
    return set(recorded.order_by().values_list("organisation_id", flat=True))
