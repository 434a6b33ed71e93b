"""Reading a year's register of municipalities from a CSV file: pure, every bad row is named."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from stdnum.fi import ytunnus

from pilots.enums import LanguageStatus

# Maakunnat: nineteen since 2011, Åland among them (Statistics Finland's regional classification).
REGIONS = frozenset(f"{number:02d}" for number in (1, 2, *range(4, 20), 21))
ALAND = "21"
COLUMNS = (
    "code",
    "name_fi",
    "name_sv",
    "region_code",
    "region_name_fi",
    "region_name_sv",
    "avi_code",
    "avi_name_fi",
    "language_status",
    "population_2020",
    "school_age_7_15_2019",
    "y_tunnus",
)
# The figures' columns carry the year they were counted in: another year's file names another.
POPULATION = re.compile(r"population_\d{4}")
SCHOOL_AGE = re.compile(r"school_age_7_15_\d{4}")
NAMES = {
    "name_fi": 60,
    "name_sv": 60,
    "region_name_fi": 60,
    "region_name_sv": 60,
    "avi_name_fi": 80,
}
COUNT = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class RegisterRow:
    """One municipality as the file tells of it; `school_age` is its residents aged 7–15."""

    code: str
    name_fi: str
    name_sv: str
    region_code: str
    region_name_fi: str
    region_name_sv: str
    avi_code: str
    avi_name_fi: str
    language_status: str
    population: int
    school_age: int
    business_id: str

    @property
    def language(self) -> str:
        """The language in which the municipality is served: that of its majority."""
        return "sv" if self.language_status in (LanguageStatus.SV, LanguageStatus.SV_FI) else "fi"


class BadRegister(Exception):
    """The file is refused whole; `problems` are (line number, reason), line 1 being the header."""

    def __init__(self, problems: list[tuple[int, str]]) -> None:
        super().__init__("\n".join(f"line {line}: {reason}" for line, reason in problems))
        self.problems = problems


def parse(content: bytes) -> list[RegisterRow]:
    """The rows of a register file (UTF-8, with or without a byte order mark).

    Raises BadRegister with every bad row: nothing of such a file may be loaded.
    """
    found = list(_lines(_decoded(content)))
    if not found:
        raise BadRegister([(1, "the file has no municipalities")])
    problems = [(line, reason) for line, cells in found for reason in _reasons(cells)]
    problems += _repeated(found, "code") + _repeated(found, "y_tunnus")
    if problems:
        raise BadRegister(sorted(problems))
    return [_row(cells) for _line, cells in found]


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadRegister([(line, "the file is not UTF-8")]) from None


def _lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, cells by column) of every row that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = _header(next(reader, []))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, _named(header, cells)
    except csv.Error as error:
        raise BadRegister([(reader.line_num, f"not a row of a CSV file: {error}")]) from None


def _header(cells: list[str]) -> list[str]:
    names = [_without_year(cell.strip()) for cell in cells]
    problems = [(1, f"column {name} is missing") for name in COLUMNS if name not in names]
    problems += [(1, f"column {name} is there twice") for name in COLUMNS if names.count(name) > 1]
    if problems:
        raise BadRegister(problems)
    return names


def _without_year(name: str) -> str:
    if POPULATION.fullmatch(name):
        return "population_2020"
    return "school_age_7_15_2019" if SCHOOL_AGE.fullmatch(name) else name


def _named(header: list[str], cells: list[str]) -> dict[str, str]:
    named = dict(zip(header, (cell.strip() for cell in cells), strict=False))
    named["__cells"] = "" if len(cells) == len(header) else f"{len(cells)} columns, not {len(header)}"
    return named


def _reasons(cells: dict[str, str]) -> Iterator[str]:
    if cells["__cells"]:
        yield cells["__cells"]
        return
    if not re.fullmatch(r"[0-9]{3}", cells["code"]):
        yield f"code {cells['code']!r} is not three digits"
    for column, longest in NAMES.items():
        if not 0 < len(cells[column]) <= longest:
            yield f"{column} is empty or longer than {longest} characters"
    yield from _wrong_codes(cells)
    yield from _wrong_counts(cells)


def _wrong_codes(cells: dict[str, str]) -> Iterator[str]:
    if cells["region_code"] not in REGIONS:
        yield f"region_code {cells['region_code']!r} is none of the nineteen regions"
    if not re.fullmatch(r"[1-7]", cells["avi_code"]):
        yield f"avi_code {cells['avi_code']!r} is not 1–7"
    if cells["language_status"] not in LanguageStatus.values:
        yield f"language_status {cells['language_status']!r} is not one of {', '.join(LanguageStatus.values)}"
    business_id = cells["y_tunnus"]
    if not re.fullmatch(r"[0-9]{7}-[0-9]", business_id) or not ytunnus.is_valid(business_id):
        yield f"y_tunnus {business_id!r} is not a business ID (form or check digit)"


def _wrong_counts(cells: dict[str, str]) -> Iterator[str]:
    columns = ("population_2020", "school_age_7_15_2019")
    wrong = [column for column in columns if not COUNT.fullmatch(cells[column])]
    for column in wrong:
        yield f"{column.rsplit('_', 1)[0]} {cells[column]!r} is not a whole number from nought up"
    if not wrong and int(cells[columns[1]]) > int(cells[columns[0]]):
        yield "more residents aged 7–15 than residents"


def _repeated(found: list[tuple[int, dict[str, str]]], column: str) -> list[tuple[int, str]]:
    first: dict[str, int] = {}
    problems = []
    for line, cells in found:
        value = cells.get(column)
        if value and first.setdefault(value, line) != line:
            problems.append((line, f"{column} {value} is on line {first[value]} already"))
    return problems


def _row(cells: dict[str, str]) -> RegisterRow:
    texts = {name: cells[name] for name in COLUMNS[:9]}
    return RegisterRow(
        **texts,
        population=int(cells["population_2020"]),
        school_age=int(cells["school_age_7_15_2019"]),
        business_id=cells["y_tunnus"],
    )
