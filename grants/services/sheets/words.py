"""The words of budget tables in Finnish, Swedish and English, as people write them in headers and cells.

All are folded: small letters, no accents, no signs. A column's words may be followed by others
("Kustannus, €", "Henkilötyökuukaudet (htkk)"); the longest that fits counts.
"""

import unicodedata

HEADERS: dict[str, tuple[str, ...]] = {
    "member": (
        *("kunta", "jasen", "jasenkunta", "osallistuja", "organisaatio", "toteuttaja", "toimija", "osapuoli"),
        *("opetuksen jarjestaja", "koulutuksen jarjestaja", "kumppani", "hankekunta", "osatoteuttaja"),
        *("kommun", "medlem", "medlemskommun", "deltagare", "deltagande kommun", "utbildningsanordnare"),
        *(
            "member",
            "municipality",
            "partner",
            "organisation",
            "organization",
            "education provider",
            "provider",
        ),
    ),
    "category": (
        *("kululaji", "kustannuslaji", "kululuokka", "kustannusluokka", "menolaji", "kategoria"),
        *("kostnadsslag", "kostnadskategori", "kostnadsklass", "kategori", "utgiftsslag"),
        *("cost category", "category", "expense category", "budget category"),
    ),
    "cost_type": (
        *("laji", "tyyppi", "kulutyyppi", "menotyyppi", "palkka toiminta", "palkka tai toiminta"),
        *("palkat toimintakulut", "palkka vai toiminta"),
        *("typ", "slag", "lon verksamhet", "lon eller verksamhet", "loner verksamhetskostnader"),
        *("type", "cost type", "type of cost", "pay or operating", "pay operating"),
    ),
    "year": ("vuosi", "kalenterivuosi", "kustannusvuosi", "ar", "kalenderar", "year", "calendar year"),
    "basis": (
        *("peruste", "perustelu", "perustelut", "kuvaus", "selite", "selitys", "tarkenne", "kayttotarkoitus"),
        *("grund", "motivering", "beskrivning", "forklaring", "andamal"),
        *("basis", "description", "grounds", "explanation", "justification", "purpose"),
    ),
    "person_months": (
        *("henkilotyokuukaudet", "henkilotyokuukausi", "henkilotyokuukausia", "htkk", "henkilokuukaudet"),
        *("personmanader", "personmanad", "personarbetsmanader", "manader", "kuukaudet"),
        *("person months", "person month", "personmonths", "pm", "months"),
    ),
    "decision": (
        *("paatos", "jarjestajan paatos", "opetuksen jarjestajan paatos", "paatoksen numero", "paatosnumero"),
        *("beslut", "anordnarens beslut", "utbildningsanordnarens beslut", "beslutsnummer"),
        *("decision", "provider s decision", "decision number"),
    ),
    "amount": (
        *(
            "kustannus",
            "kustannukset",
            "kustannusarvio",
            "kulu",
            "kulut",
            "meno",
            "menot",
            "maara",
            "budjetti",
        ),
        *("talousarvio", "euroa", "euro", "eurot", "eur", "euromaara"),
        *("kostnad", "kostnader", "belopp", "summa", "utgift", "utgifter"),
        *("cost", "costs", "amount", "sum", "euros", "budget", "expense", "expenses"),
    ),
}
PAY = (
    *("palkka", "palkat", "palkkaus", "palkkakulu", "palkkakulut", "palkkakustannus", "palkkakustannukset"),
    *("palkkamenot", "henkilosto", "henkilostokulut", "henkilostomenot", "henkilostokustannukset"),
    *("lon", "loner", "lonekostnad", "lonekostnader", "loneutgifter", "personalkostnader", "personal"),
    *("pay", "salary", "salaries", "wage", "wages", "personnel", "personnel costs", "staff costs", "payroll"),
)
OPERATING = (
    *("toiminta", "toimintakulu", "toimintakulut", "toimintakustannukset", "toimintamenot", "kaytto"),
    *("kayttokulut", "muu", "muut", "muut kulut", "muut kustannukset"),
    *("verksamhet", "verksamhetskostnad", "verksamhetskostnader", "verksamhetsutgifter", "drift"),
    *("driftskostnader", "ovrigt", "ovriga", "ovriga kostnader", "omkostnader"),
    *("operating", "operating cost", "operating costs", "operational", "operations", "other", "other costs"),
)
SUMS = (
    *("yhteensa", "kaikki yhteensa", "valisumma", "summa", "loppusumma", "kokonaiskustannukset", "yht"),
    *("totalt", "sammanlagt", "delsumma", "slutsumma", "totala kostnader", "total", "totals", "subtotal"),
    *("sub total", "grand total", "total costs", "sum", "in total", "altogether"),
)
# What follows or comes before the name of a municipality.
MUNICIPAL = ("kaupunki", "kunta", "kaupungin", "kunnan", "stad", "kommun", "city of", "municipality of")
NOTHING = ("-", "–", "—", "−")


def fold(text: str) -> str:
    """The text by which words are compared: small letters without accents, signs and doubled spaces."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = (letter for letter in plain if unicodedata.category(letter) not in ("Mn", "Cf"))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in kept).split())


def begins(text: str, word: str) -> bool:
    """Whether a folded text is the word, or begins with it as a word of its own."""
    return text == word or text.startswith(f"{word} ")


def is_sum(text: str) -> bool:
    """Whether a cell names a sum: "Yhteensä", "Iisalmi yhteensä", "Totalt 2022"."""
    folded = fold(text)
    return any(begins(folded, word) or folded.endswith(f" {word}") for word in SUMS)
