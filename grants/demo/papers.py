"""The small PDFs that the demo's municipalities attach, made by the portal's own PDF code."""

from grants.models import Application
from sky_portal import clock
from sky_portal.documents.pdf.letterhead import Letterhead
from sky_portal.documents.pdf.rendering import render_pdf
from sky_portal.ui import formats

TEMPLATE = "grants/demo/decision.html"
WORDS = {
    "fi": {
        "kind": "Ote pöytäkirjasta",
        "file": "sivistyslautakunnan-paatos.pdf",
        "title": "Osallistuminen pilottiin {pilot}",
        "board": "Sivistyslautakunta",
        "decided": "Päätös",
        "text": "Sivistyslautakunta päättää, että {name} osallistuu pilottiin {pilot} ja varaa "
        "talousarvioihinsa pilotin omarahoitusosuuden käyttöajaksi.",
        "reasons": "Perustelut",
        "why": "Poissaolot ovat kasvaneet, ja yhteinen toimintatapa naapurikuntien kanssa auttaa "
        "huomaamaan ne varhain.",
    },
    "sv": {
        "kind": "Protokollsutdrag",
        "file": "bildningsnamndens-beslut.pdf",
        "title": "Deltagande i piloten {pilot}",
        "board": "Bildningsnämnden",
        "decided": "Beslut",
        "text": "Bildningsnämnden beslutar att {name} deltar i piloten {pilot} och reserverar "
        "självfinansieringsandelen i sina budgetar för användningstiden.",
        "reasons": "Motivering",
        "why": "Frånvaron har ökat, och ett gemensamt arbetssätt med grannkommunerna hjälper oss att "
        "märka den tidigt.",
    },
}


def decision(application: Application) -> tuple[str, bytes]:
    """A file name and the PDF of the coordinator's decision to take part."""
    language = application.language if application.language in WORDS else "fi"
    words, organisation = WORDS[language], application.applicant
    name = organisation.name_sv if language == "sv" else organisation.name_fi
    about = {"pilot": application.pilot.name, "name": name}
    title = words["title"].format(**about)
    context = {
        "letterhead": Letterhead(name=name, kind=words["kind"], lines=(words["board"],)),
        "board": words["board"],
        "day": formats.day(clock.today()),
        "decided": words["decided"],
        "text": words["text"].format(**about),
        "reasons": words["reasons"],
        "why": words["why"],
    }
    return words["file"], render_pdf(TEMPLATE, context, language=language, title=title, dated=clock.now())
