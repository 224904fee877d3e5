"""What the JSON endpoint answers with. The descriptions are shown to readers of the schema, in Danish.

By way of spectree the same classes are `/api/v1/openapi.json`. They also write the answers, but for that
of a search, which `kb.index.records` writes; tests/web/api/test_schemas.py reads it by them.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from kb.search.quotes.verdicts import Found, What

Kind = Literal[
    "recommendation", "municipality_example", "mindset_element", "indsats_type", "finding", "passage"
]
Indsats = Literal["afklarende", "forebyggende", "rehabiliterende", "habiliterende"]


class Record(BaseModel):
    """Fields keep their name and meaning within version 1; new ones may be added."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_alias=True, validate_by_name=True)


class DocumentName(Record):
    """The source as a unit names it."""

    id: str
    title: str
    publisher: str | None
    year: int | None


class Document(DocumentName):
    """A document of the collection."""

    canonical: bool = Field(description="Om dets anbefalinger er de nummererede, som /anbefaling/<n> viser.")
    rights: str | None
    files: list[str]
    units: dict[str, int] = Field(description="Antal enheder efter art.")


class ThemeName(Record):
    """A theme that recommendations stand under."""

    id: str
    title: str


class Unit(Record):
    """A unit; its text is the source's own words."""

    id: str = Field(examples=["ds-2018/anbefaling/12"])
    kind: Kind
    number: int | None = Field(ge=1)
    theme: ThemeName | None
    title: str | None
    text: str
    parent: str | None = Field(description="Id på den enhed, den ligger i.")
    municipalities: list[str]
    indsats: list[Indsats]
    laws: list[str]
    programmes: list[str]
    target_groups: list[str]
    speaker: str | None = Field(description="Hvem der citeres.")
    footnotes: list[str]
    document: DocumentName
    pages: tuple[int, int] | None = Field(description="Første og sidste side, talt fra 1.")
    page_labels: tuple[str, str] | None = Field(description="De trykte sidetal, hvor de kendes.")
    section: list[str] = Field(description="Overskrifterne ned til enheden.")
    file: str
    start: int = Field(description="Første tegn i den afkodede fil.")
    end: int
    edits: list[str] = Field(description="Hvad rensningen har ændret.")
    doubts: list[str] = Field(description="Hvad rensningen ikke var sikker på.")


class Reason(Record):
    """Why a unit is a hit."""

    words: list[str]
    related: list[str]
    meaning: float


class Hit(Unit):
    """A unit that answers a query."""

    score: float = Field(ge=0, le=1)
    snippet: str = Field(description="Højst 300 tegn, HTML-escaped, træf i <mark>.")
    url: str
    reason: Reason


class Expansion(Record):
    """A term that was searched for too."""

    term: str
    source: str = Field(alias="from")


class ReadQuery(Record):
    """The query as read, masked."""

    text: str
    corrected: str | None
    expansions: list[Expansion]


class IndexName(Record):
    """Which index answered."""

    build: str
    model: str


class SearchAnswer(Record):
    """The answer to a query: hits by falling score, then id."""

    query: ReadQuery
    total: int = Field(ge=0, description="Antal svar over tærsklen; facetterne tæller de samme.")
    hits: list[Hit]
    facets: dict[str, dict[str, int]] = Field(
        description="Hvor mange af de `total` svar der har værdien. Vælges den, kan en anden del af samme "
        "tekst komme med, som selv har den."
    )
    index: IndexName
    took_ms: float


class Neighbour(Record):
    """A reference to another unit."""

    id: str
    kind: Kind
    title: str | None
    number: int | None


class UnitDetail(Unit):
    """A unit with its neighbours."""

    url: str
    previous: Neighbour | None
    next: Neighbour | None
    children: list[Neighbour]
    related: list[Neighbour] = Field(max_length=5)


class Units(RootModel[list[Unit]]):
    """Units in order."""


class Municipality(Record):
    """A municipality."""

    name: str
    slug: str
    code: str = Field(description="Det officielle kommunenummer.")
    region: str
    units: int = Field(description="Antal enheder, der nævner kommunen.")


class Municipalities(RootModel[list[Municipality]]):
    """The municipalities of the country, by name."""


class Documents(RootModel[list[Document]]):
    """The documents, by id."""


class Fact(Record):
    """A reported effect with the quotation it stands in."""

    subject: str
    municipalities: list[str]
    measure: str
    before: float | str | None
    after: float | str | None
    unit: str | None
    period: str | None
    status: str
    quote: str
    unit_id: str


class Facts(RootModel[list[Fact]]):
    """The figures as the documents report them."""


class Suggestion(Record):
    """Something to search for."""

    text: str
    kind: str


class Suggestions(Record):
    """Suggestions, best first."""

    suggestions: list[Suggestion]


class Difference(Record):
    """In what a text differs from the source; either of the two may be empty."""

    what: What
    written: str
    source: str


class Verdict(Record):
    """Whether a quotation stands in the collection word for word, or a source bears out a claim."""

    quote: str
    verdict: Found
    unit_id: str | None
    differences: list[Difference]
    source: str | None = Field(description="Kildens egne ord på stedet.")
    kind: Literal["quotation", "recommendation", "claim"] = Field(
        description="Et citat, et nummer på en anbefaling eller en påstand med skribentens egne ord."
    )
    limits: list[str] = Field(description="Ord, som kilden tager forbehold med, og teksten ikke har.")


class Verdicts(RootModel[list[Verdict]]):
    """A verdict for each quotation, in the order of the text."""


class ProblemDetails(Record):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    parameter: str | None = Field(default=None, description="Parameteren, der er noget galt med.")
