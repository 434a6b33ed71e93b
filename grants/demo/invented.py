"""Invented answers and budgets for the demo's consortia: by turns, so that no two neighbours are alike."""

from typing import Any

PURPOSES = {
    "fi": (
        "Poissaolot kasvavat yläkoulun alussa. Tavoitteena on, että jokaisella seitsemäsluokkalaisella "
        "on koulussa oma aikuinen ja että poissaolot vähenevät neljänneksen kahdessa lukuvuodessa.",
        "Kuntien koulut seuraavat poissaoloja eri tavoin. Luomme yhteisen tavan huomata poissaolot ja "
        "puuttua niihin ennen kuin niistä tulee tapa.",
        "Pitkät koulumatkat ja pienet ryhmät tekevät kaverisuhteista hauraita. Tavoitteena on, että "
        "jokainen oppilas kuuluu ryhmään, jota hän itse pitää omanaan.",
        "Oppilashuolto saa tiedon poissaoloista liian myöhään. Tavoitteena on, että perheen kanssa "
        "tavataan kahden viikon kuluessa siitä, kun huoli herää.",
        "Etäopetuksen jälkeen osa oppilaista ei ole palannut kouluun. Kokoamme kunnille yhteisen "
        "tavan tuoda heidät takaisin.",
    ),
    "sv": (
        "Frånvaron ökar när eleverna byter till högstadiet. Målet är att varje elev har en egen vuxen i "
        "skolan och att frånvaron minskar med en fjärdedel på två läsår.",
        "Skolorna följer frånvaron på olika sätt. Vi skapar ett gemensamt sätt att märka den och att "
        "ingripa innan den blir en vana.",
    ),
}
PREVENTIVE = {
    "fi": (
        "Lukuvuosi alkaa kahden viikon ryhmäytymisellä, ja luokanohjaaja tapaa jokaisen kodin syyskuussa.",
        "Aamu alkaa yhteisellä aamupalalla ja oman ryhmän tuokiolla kolme kertaa viikossa.",
        "Oppilaskunta ja vanhempainyhdistys suunnittelevat koulun yhteiset päivät yhdessä opettajien kanssa.",
    ),
    "sv": (
        "Läsåret inleds med två veckors gruppbildning, och klassföreståndaren möter varje hem i september.",
        "Morgonen börjar med frukost och en stund i den egna gruppen tre gånger i veckan.",
    ),
}
TARGETED = {
    "fi": (
        "Kun poissaolotunteja on kolmekymmentä, luokanohjaaja ja kuraattori sopivat kodin kanssa jatkosta.",
        "Koulukoutsi soittaa kotiin kolmantena poissaolopäivänä ja kysyy, miten koulu voi auttaa.",
        "Poissaolot käydään läpi viikoittain, ja jokaiselle huolta herättävälle nimetään vastuuaikuinen.",
    ),
    "sv": (
        "När frånvaron når trettio timmar kommer klassföreståndaren och kuratorn överens med hemmet.",
        "En skolcoach ringer hem den tredje frånvarodagen och frågar hur skolan kan hjälpa.",
    ),
}
INTENSIVE = {
    "fi": (
        "Pitkään poissa ollut palaa lyhennetyin päivin pienryhmään, jossa on sama aikuinen joka päivä.",
        "Perhetyöntekijä hakee oppilaan kotoa ensimmäisinä viikkoina, ja paluuta arvioidaan viikoittain.",
        "Oppilaan, kodin, koulun ja sosiaalityön yhteinen suunnitelma tehdään viikossa.",
    ),
    "sv": (
        "Den som länge varit borta återvänder med kortare dagar till en liten grupp med samma vuxna.",
        "En familjearbetare följer eleven hemifrån de första veckorna, och läget utvärderas varje vecka.",
    ),
}
STARTING_POINTS = ("existing", "new", "both")
SOLUTIONS = (["administrative", "structural"], ["structural", "pedagogical"], ["pedagogical"])
WORDS = {
    "fi": {
        "coordinator": "Aluekoordinaattori {months} kk",
        "coach": "Koulukoutsi, 70 % työajasta, {months} kk",
        "hours": "38 viikkoa × {hours} h vuosiluokilla 5–9",
        "meetings": "Alueen tapaamiset ja matkat",
        "decision": "Sivistyslautakunta 2.3.2021 § {number}",
    },
    "sv": {
        "coordinator": "Regional koordinator {months} mån.",
        "coach": "Skolcoach på 70 procent, {months} mån.",
        "hours": "38 veckor × {hours} h i årskurserna 5–9",
        "meetings": "Regionala träffar och resor",
        "decision": "Bildningsnämnden 2.3.2021 § {number}",
    },
}
# Months of the use period in each year, and what a month and an hour cost in euros.
COORDINATED = ((2021, 5), (2022, 12), (2023, 7))
COACHED = ((2022, 10), (2023, 6))
MONTH_OF_COORDINATOR, MONTH_OF_COACH, HOUR = 5_500, 2_730, 42
LARGE_CITIES = {"Espoo", "Vantaa", "Oulu", "Tampere", "Turku"}


def answers(number: int, language: str) -> dict[str, Any]:
    """Answers to every question of the call, of the `number`th consortium."""

    def pick(texts: dict[str, tuple[str, ...]], turn: int = 0) -> str:
        return texts[language][(number + turn) % len(texts[language])]

    return {
        "purpose": pick(PURPOSES),
        "starting_point": STARTING_POINTS[number % 3],
        "solutions": SOLUTIONS[number % 3],
        "preventive": pick(PREVENTIVE, 1),
        "targeted": pick(TARGETED, 2),
        "intensive": pick(INTENSIVE),
    }


def lines(number: int, coordinator: str, members: list[str], language: str) -> list[dict[str, Any]]:
    """Budget lines: the coordinator's pay, most of a coach and some own-group hours for each member."""
    words, size = WORDS[language], 3 if coordinator in LARGE_CITIES else 1
    monthly = MONTH_OF_COORDINATOR + 40 * (number % 7)
    rows = [
        _line(coordinator, 1, year, words["coordinator"].format(months=m), monthly * m, months=m)
        for year, m in COORDINATED
    ]
    rows.append(_line(coordinator, 1, 2022, words["meetings"], 3_000 + 500 * (number % 5), kind="operating"))
    for turn, member in enumerate([coordinator, *members]):
        rows += [
            _line(member, 2, year, words["coach"].format(months=m), MONTH_OF_COACH * m * size, months=m)
            for year, m in COACHED
        ]
        hours = 2 + (number + turn) % 4
        own_group = _line(member, 3, 2022, words["hours"].format(hours=hours), 38 * hours * HOUR * size)
        rows.append(own_group | {"decision": words["decision"].format(number=12 + (number + turn) % 30)})
    return rows


def _line(
    municipality: str,
    category: int,
    year: int,
    basis: str,
    euros: int,
    *,
    months: int | None = None,
    kind: str = "pay",
) -> dict[str, Any]:
    return {
        "municipality": municipality,
        "category": category,
        "type": kind,
        "year": year,
        "basis": basis,
        "euros": euros,
        "person_months": "" if months is None else str(months),
    }
