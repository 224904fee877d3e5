"""What may be asked, and the step from a checked request to a `Query`. What is not named is refused."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated
from unicodedata import category

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kb.danish import read_toml
from kb.danish.laws import laws, normalise_law
from kb.danish.mask import mask
from kb.danish.municipalities import find_municipality, municipalities
from kb.index.opened import Index
from kb.index.tags import FACETS
from kb.model import INDSATS, KINDS, QUERY_LENGTH, QUOTES_LENGTH, TEXT_LENGTH, Filters, Indsats, Kind, Query
from web.serving.errors import Problem

# 1 to 300 characters after trimming; a pattern, so that the schema says exactly what is accepted.
QUERY = rf"^\s*(\S|\S[\s\S]{{0,{QUERY_LENGTH - 2}}}\S)\s*$"
TEXT = rf"^\s*(\S|\S[\s\S]{{0,{TEXT_LENGTH - 2}}}\S)\s*$"
SUGGEST_LENGTH = 100
REPEATS = 20
NAMED = ("municipality", "theme", "law", "programme", "document")  # filters that take names


def _number(value: object) -> object:
    """Plain ASCII digits only: int() would also read ' 5', '1_0' and digits of other scripts."""
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]+", value):
        raise ValueError("heltal")
    # So many digits are out of every range, and at some length more than int() would read.
    return 10**9 if isinstance(value, str) and len(value) > 10 else value


Number = Annotated[int, BeforeValidator(_number)]


def _several(value: object) -> object:
    """One value in a JSON body stands for a list of it."""
    return [value] if isinstance(value, str) else value


Names = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=200)]],
    Field(max_length=REPEATS),
    BeforeValidator(_several),
]


class Nothing(BaseModel):
    """No parameter at all."""

    model_config = ConfigDict(extra="forbid")


class SearchParameters(Nothing):
    """The parameters of a search, as they stand in the address."""

    q: str = Field(
        pattern=QUERY,
        description=f"Søgningen på dansk, 1 til {QUERY_LENGTH} tegn.",
        examples=["hjemløse unge"],
    )
    kind: Annotated[list[Kind], BeforeValidator(_several)] = Field(
        [], max_length=REPEATS, description="Kun disse arter."
    )
    municipality: Names = Field([], description="Kun disse kommuner.")
    indsats: Annotated[list[Indsats], BeforeValidator(_several)] = Field(
        [], max_length=REPEATS, description="Kun disse indsatstyper."
    )
    theme: Names = Field([], description="Kun disse temaer (id).")
    law: Names = Field([], description="Kun disse paragraffer, fx SEL § 85.")
    programme: Names = Field([], description="Kun disse metoder, fx CTI.")
    document: Names = Field([], description="Kun disse dokumenter (id).")
    correct: Number = Field(1, ge=0, le=1, description="0: ret ikke stavefejl.")
    without: Names = Field([], description="Udvidelser, der ikke skal søges på.")
    limit: Number = Field(10, ge=1, le=50, description="Antal svar.")
    offset: Number = Field(0, ge=0, le=1000, description="Antal svar, der springes over.")


class SearchBody(SearchParameters):
    """The same parameters as JSON, for a text that is too long for an address or should stand in none."""

    q: str = Field(
        pattern=TEXT,
        description=f"Teksten på dansk, 1 til {TEXT_LENGTH} tegn. Den gemmes ikke.",
        examples=["Ung mand uden bolig, som har brug for støtte til at klare hverdagen."],
    )


class SuggestParameters(Nothing):
    """The beginning of something to search for."""

    q: str = Field(
        min_length=1, max_length=SUGGEST_LENGTH, description="Begyndelsen af et ord.", examples=["hjem"]
    )


class QuotesBody(Nothing):
    """A text whose quotations are to be checked."""

    text: str = Field(
        min_length=1,
        max_length=QUOTES_LENGTH,
        description="Teksten med citater. Den gemmes ikke.",
        examples=["Rapporten skriver: »Borgeren i eget liv«."],
    )


def query(asked: SearchParameters, index: Index) -> Query:
    """The query to run, masked. Raises Problem 400 for a filter value that nobody knows."""
    named = {facet: tuple(_value(index, facet, name) for name in getattr(asked, facet)) for facet in NAMED}
    text = clean(asked.q)
    if not text:
        raise Problem(400, "q består kun af usynlige tegn. Skriv et ord at søge på.", parameter="q")
    return Query(
        text,
        Filters(kind=tuple(asked.kind), indsats=tuple(asked.indsats), **named),
        correct=bool(asked.correct),
        without=tuple(asked.without),
        limit=asked.limit,
        offset=asked.offset,
    )


def clean(text: str) -> str:
    """The text readable, masked and trimmed."""
    return mask(readable(text)).strip()


def readable(text: str) -> str:
    """The text without what no font shows: blanks for control characters and lone surrogates; nothing where
    that is all there is."""
    if text.isprintable():
        return text
    shown = "".join(" " if category(char) in ("Cc", "Cs") else char for char in text)
    return shown if any(char.isprintable() and not char.isspace() for char in shown) else ""


def known_value(index: Index, facet: str, name: str) -> str | None:
    """The value that `name` means: in any case, and for municipalities and laws in other spellings."""
    found = known_values(index)[facet].get(" ".join(name.split()).casefold())
    if found is None and facet == "municipality" and (place := find_municipality(name)):
        found = place.name
    return normalise_law(name) if found is None and facet == "law" else found


def _value(index: Index, facet: str, name: str) -> str:
    found = known_value(index, facet, name)
    if found is None:
        allowed = sorted(known_values(index)[facet].values())
        listed = ", ".join(allowed[:REPEATS])
        more = f" og {len(allowed) - REPEATS} andre (se /api)" if len(allowed) > REPEATS else ""
        raise Problem(400, f"{facet}: ukendt værdi. Tilladt: {listed}{more}.", parameter=facet)
    return found


@lru_cache(maxsize=1)  # or an index that no longer serves would be kept in memory
def known_values(index: Index) -> Mapping[str, Mapping[str, str]]:
    """For each filter its values by the value in lower case.

    The data files are known beside what stands in the index, so that "no units" is not "no such thing".
    """
    found: dict[str, list[str]] = {facet: [] for facet in FACETS}
    for facet, value in index.store.facets.names:
        found[facet].append(value)
    found["kind"], found["indsats"] = [*KINDS], [*INDSATS]
    found["municipality"] += [each.name for each in municipalities()]
    found["law"] += [f"{law.abbreviation} § {paragraph}" for law in laws() for paragraph in law.paragraphs]
    found["law"] += [law.abbreviation for law in laws()]
    found["programme"] += [row["name"] for row in read_toml("programmes.toml")["programme"]]
    found["document"] = [source.document.id for source in index.sources]
    return {facet: {name.casefold(): name for name in sorted(set(found[facet]))} for facet in FACETS}
