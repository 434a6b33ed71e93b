"""Reasons: data with a sentence for each in the reader's language."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, override

from sky_portal.texts import pick
from sky_portal.ui.formats import number

Params = dict[str, Any]


@dataclass(frozen=True)
class Reason:
    """Why the verdict is what it is: `ok` for a rule that holds or not, None for a remark.

    `code` and `params` are what is stored; a member's name in them is `{fi, sv}`.
    """

    code: str
    params: Params = field(default_factory=dict, hash=False)
    ok: bool | None = None

    @classmethod
    def from_json(cls, data: Params) -> "Reason":
        """The reason that a submission has kept."""
        return cls(data["code"], data["params"], data["ok"])

    def text(self, language: str | None = None) -> str:
        """The sentence, in `language` or the page's own."""
        sentence = SENTENCES[self.code]
        if language is None:
            return sentence(self.params, self.ok)
        with override(language):
            return sentence(self.params, self.ok)

    def as_json(self) -> Params:
        """What a submission keeps of it."""
        return {"code": self.code, "params": self.params, "ok": self.ok}


def _municipalities(params: Params, ok: bool | None) -> str:
    if ok:
        text = ngettext(
            "%(have)s municipality takes part (at least %(count)s is required).",
            "%(have)s municipalities take part (at least %(count)s are required).",
            params["have"],
        )
    elif params["have"]:
        text = ngettext(
            "Only %(have)s municipality takes part so far; at least %(count)s are required.",
            "Only %(have)s municipalities take part so far; at least %(count)s are required.",
            params["have"],
        )
    else:
        text = _("No municipality takes part so far; at least %(count)s are required.")
    return text % {"have": number(params["have"]), "count": number(params["count"])}


def _pupils(params: Params, ok: bool | None) -> str:
    count = number(params["count"])
    if not params["name"]:
        return _("No municipality has more than %(count)s pupils of basic-education age.") % {"count": count}
    text = _("%(name)s has %(pupils)s pupils of basic-education age (more than %(count)s are required).")
    if not ok:
        text = _(
            "No municipality has more than %(count)s pupils of basic-education age; "
            "the largest, %(name)s, has %(pupils)s."
        )
    return text % {"name": pick(params["name"]).text, "pupils": number(params["pupils"]), "count": count}


def _recipients(params: Params, ok: bool | None) -> str:
    if not params["name"]:
        return _("The pilot has no coordinating member.")
    text = _("%(name)s has received a grant of the earlier call (%(programme)s).")
    if not ok:
        text = _("%(name)s has not received a grant of the earlier call (%(programme)s).")
    return text % {"name": pick(params["name"]).text, "programme": params["programme"]}


def _team(params: Params, ok: bool | None) -> str:
    text = _("The steering group has a chair and %(others)s members (%(low)s–%(high)s are required).")
    if not ok:
        text = _(
            "The steering group needs a chair and %(low)s–%(high)s members; "
            "now named: chair %(chairs)s, members %(others)s."
        )
    return text % {name: number(value) for name, value in params.items()}


def _about(one: str, many: str) -> Callable[[Params, bool | None], str]:
    """A remark about one member or several."""

    def sentence(params: Params, ok: bool | None) -> str:
        names = [pick(name).text for name in params["names"]]
        return _(many if len(names) > 1 else one) % {"names": ", ".join(names)}

    return sentence


SENTENCES: dict[str, Callable[[Params, bool | None], str]] = {
    "min_municipalities": _municipalities,
    "pupils_over": _pupils,
    "recipients_of": _recipients,
    "team": _team,
    "no_rules": lambda params, ok: _("The call sets no condition on who takes part."),
    "either": lambda params, ok: _("Meeting one of the conditions is enough."),
    "unanswered": _about(
        gettext_noop("%(names)s has not answered the invitation yet."),
        gettext_noop("These have not answered the invitation yet: %(names)s."),
    ),
    "not_municipality": _about(
        gettext_noop("%(names)s takes part but is not counted as a municipality."),
        gettext_noop("These take part but are not counted as municipalities: %(names)s."),
    ),
    "not_in_register": _about(
        gettext_noop("%(names)s is not a municipality in the register of the year that the call uses."),
        gettext_noop(
            "These are not municipalities in the register of the year that the call uses: %(names)s."
        ),
    ),
    "aland": _about(
        gettext_noop(
            "%(names)s takes part but is not counted: in Åland education is the province's own matter "
            "(Act on the Autonomy of Åland 1144/1991, section 18)."
        ),
        gettext_noop(
            "These take part but are not counted: in Åland education is the province's own matter "
            "(Act on the Autonomy of Åland 1144/1991, section 18): %(names)s."
        ),
    ),
}
