"""How a declaration of conflict of interest is shown."""

from django import template
from django.utils.safestring import SafeString

from grants.enums import ConflictState
from grants.models import ConflictDeclaration
from sky_portal.ui.templatetags.ui import tag

register = template.Library()
TONES = {ConflictState.FREE: "ok", ConflictState.CONFLICTED: "no", ConflictState.DISPUTED: "wait"}


@register.simple_tag
def conflict_tag(declaration: ConflictDeclaration) -> SafeString:
    """What stands, as a tag."""
    return tag(declaration.get_state_display(), TONES[ConflictState(declaration.state)])
