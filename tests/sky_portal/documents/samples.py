# ruff: noqa: E501
"""A decision in Finnish and in Swedish, with invented figures, in the shared layout."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sky_portal.documents.pdf.letterhead import Letterhead

TEMPLATES = Path(__file__).parent / "templates"
DATED = datetime(2021, 5, 12, 9, 0, tzinfo=UTC)


def euros(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")


def decision(language: str = "fi", *, rows: int = 24, **changes: Any) -> dict[str, Any]:
    """The context of sample_decision.html."""
    return {**_WORDS[language], "plan": _plan(language, rows), **changes}


def _plan(language: str, rows: int) -> dict[str, Any]:
    swedish = language == "sv"
    members = (
        ("Pedersöre", "Kronoby", "Larsmo", "Nykarleby")
        if swedish
        else ("Iisalmi", "Lapinlahti", "Siilinjärvi", "Sonkajärvi")
    )
    categories = (
        ("1 Regional koordinator", "2 Fostrings- och socialsektorn", "3 Timmar för egen grupp")
        if swedish
        else ("1 Koordinaattori", "2 Kasvatus- ja sosiaaliala", "3 Oman ryhmän tunnit")
    )
    kind = "Löner" if swedish else "Palkat"
    return {
        "caption": "Användningsplan" if swedish else "Käyttösuunnitelma",
        "columns": ("Kommun", "Kostnadsslag", "Typ", "År", "Sökt, €", "Godtagen, €")
        if swedish
        else ("Kunta", "Kululaji", "Laji", "Vuosi", "Haettu, €", "Hyväksytty, €"),
        "rows": [
            (members[i % 4], categories[i % 3], kind, 2021 + i % 3, euros(28_500 + 900 * i), euros(28_500))
            for i in range(rows)
        ],
        "sums": [
            ("Kostnader sammanlagt" if swedish else "Kustannukset yhteensä", "625\u00a0000", "575\u00a0000"),
            (
                "Egen finansiering 20\u00a0%" if swedish else "Omarahoitus 20\u00a0%",
                "125\u00a0000",
                "115\u00a0000",
            ),
            ("Statsunderstöd" if swedish else "Valtionavustus", "500\u00a0000", "460\u00a0000"),
        ],
    }


def _section(title: str, *paragraphs: str, total: str = "") -> dict[str, Any]:
    return {"title": title, "paragraphs": paragraphs, "sum": total}


_WORDS: dict[str, dict[str, Any]] = {
    "fi": {
        "letterhead": Letterhead(
            name="Opetus- ja kulttuuriministeriö",
            lines=("PL 29, 00023 Valtioneuvosto",),
            kind="Päätös",
            number="OKM/31/520/2021",
            references=(
                ("Päätös", "12.5.2021"), ("Asianumero", "OKM/31/520/2021"), ("Momentti", "29.10.20"),
            ),
            foot="Aitouden voi tarkistaa portaalissa koodilla 7K4M-Q2XD-91RT",
        ),
        "recipient": "Iisalmen kaupunki (0000000-0), koordinoiva kunta",
        "sections": [
            _section("Asia", "Hakemus erityisavustuksesta perusopetuksen sitouttavan kouluyhteisötyön pilottiin. Saapunut 30.3.2021 klo 14.07."),
            _section("Päätös", "Avustus on enintään 80\u00a0% hyväksytyistä kustannuksista, jotka ovat 575\u00a0000 euroa. Avustus myönnetään Iisalmen, Lapinlahden, Siilinjärven ja Sonkajärven yhteiseen pilottiin.", total="460\u00a0000 euroa"),
            _section("Perustelut", "Pilotti täyttää haun ehdon: neljä kuntaa on vahvistanut osallistumisensa. Suunnitelma kattaa ehkäisevät, kohdennetut ja intensiiviset toimet ja kuvaa, miten poissaoloja seurataan ja kodin kanssa toimitaan.", "Haettua summaa on alennettu, koska toimintakuluissa esitetyt hankinnat eivät ole tarpeen pilotin tavoitteiden saavuttamiseksi."),
            _section("Sovelletut säännökset", "Valtionavustuslaki (688/2001) 5–7, 9, 11–16, 20–22 ja 34 §; hallintolaki (434/2003) 43–47 §."),
            _section("Avustuksen maksu", "Ensimmäinen erä 276\u00a0000 euroa, kun avustus on otettu vastaan; toinen erä 184\u00a0000 euroa hyväksytyn väliselvityksen jälkeen."),
            _section("Käyttöaika", "12.5.2021–31.7.2023."),
            _section("Selvitys\u00advelvollisuus", "Väliselvitys viimeistään 30.6.2022, loppuselvitys viimeistään 29.9.2023."),
            _section("Muutoksenhaku", "Päätökseen saa vaatia oikaisua 30 päivän kuluessa tiedoksisaannista. Ohje on liitteenä 1."),
            _section("Lisätietoja", "Opetusneuvos N. N., puh. 0295 000 000"),
        ],
        "signers": (("Ratkaisija", "Ylijohtaja N. N."), ("Esittelijä", "Opetusneuvos N. N.")),
        "seal": "Päätös on allekirjoitettu sähköisesti portaalissa ja varmennettu sähköisellä leimalla.",
    },
    "sv": {
        "letterhead": Letterhead(
            name="Undervisnings- och kulturministeriet",
            lines=("PB 29, 00023 Statsrådet",),
            kind="Beslut",
            number="OKM/32/520/2021",
            references=(("Beslut", "12.5.2021"), ("Ärendenummer", "OKM/32/520/2021"), ("Moment", "29.10.20")),
            foot="Äktheten kan kontrolleras i portalen med koden 3M7K-DX2Q-TR19",
        ),
        "recipient": "Pedersöre kommun (0000000-0), samordnande kommun",
        "sections": [
            _section("Ärende", "Ansökan om specialunderstöd för ett pilotprojekt om engagerande arbete i skolgemenskapen inom den grundläggande utbildningen. Anlänt 30.3.2021 kl. 14.07."),
            _section("Beslut", "Understödet är högst 80\u00a0% av de godtagbara kostnaderna, som är 575\u00a0000 euro.", total="460\u00a0000 euro"),
            _section("Motivering", "Pilotprojektet uppfyller utlysningens villkor: fyra kommuner har bekräftat sitt deltagande. Planen omfattar förebyggande, riktade och intensiva åtgärder och beskriver hur frånvaron följs upp och hur samarbetet med hemmen ordnas."),
            _section("Tillämpade bestämmelser", "Statsunderstödslagen (688/2001) 5–7, 9, 11–16, 20–22 och 34 §; förvaltningslagen (434/2003) 43–47 §."),
            _section("Anvisning för begäran om omprövning", "Beslutet får begäras omprövat inom 30 dagar från delfåendet. Anvisningen finns i bilaga 1."),
        ],
        "signers": (("Beslutsfattare", "Överdirektör N. N."), ("Föredragande", "Undervisningsråd N. N.")),
        "seal": "Beslutet har undertecknats elektroniskt i portalen.",
    },
}  # fmt: skip
