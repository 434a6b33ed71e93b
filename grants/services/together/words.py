"""People in words: who else is here, and names as a sentence lists them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.services.together.presence import Present


def in_words(present: Sequence[Present]) -> str:
    """That others have the page open, too; "" when nobody has."""
    if not present:
        return ""
    names = joined([str(one) for one in present])
    words = ngettext("%(names)s is on this page too.", "%(names)s are on this page too.", len(present))
    return words % {"names": names}


def joined(names: Sequence[str]) -> str:
    """Names as a sentence lists them."""
    if not names[1:]:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
