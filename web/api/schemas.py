"""What the JSON endpoint answers with. The descriptions are shown to readers of the schema, in Danish.

By way of spectree the same classes are `/api/v1/openapi.json`. A record of kb is not declared again: its
fields are taken over, all of them required, and described. The answer of a search is written by
`kb.index.records`; tests/web/api/test_schemas.py reads it by these classes.
"""

from dataclasses import fields
from typing import Any, Literal, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, RootModel, create_model

from kb import model
from kb.model import Indsats, Kind
from kb.search.quotes import verdicts
from kb.search.suggest import Suggestion


class Record(BaseModel):
    """Fields keep their name and meaning within version 1; new ones may be added."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_alias=True, validate_by_name=True)


def _model(record: type, **descriptions: str) -> Any:
    """The fields of a frozen dataclass as a model: each required, some with a description."""
    types = get_type_hints(record)
    own = {
        field.name: (types[field.name], Field(description=descriptions.get(field.name)))
        for field in fields(record)
    }
    return create_model(record.__name__, __base__=Record, **own)  # type: ignore[call-overload]


class ListedDocument(_model(model.Document)):  # type: ignore[misc]
    """A document of the collection."""

    canonical: bool = Field(description="Om dets anbefalinger er de nummererede, som /anbefaling/<n> viser.")
    rights: str | None
    original: str | None = Field(description="Adressen på den udgivne original.")
    files: list[str]
    units: dict[str, int] = Field(description="Antal hele tekster efter art, som siderne tæller dem.")


_UNIT = {
    "parent": "Id på den enhed, den ligger i.",
    "speaker": "Hvem der citeres; så er ordene ikke udgiverens egne.",
    "pages": "Første og sidste side, talt fra 1.",
    "page_labels": "De trykte sidetal, hvor de kendes.",
    "section": "Overskrifterne ned til enheden.",
    "start": "Første tegn i den afkodede fil.",
    "edits": "Hvad rensningen har ændret, og om nummeret er talt (numbered by counting).",
    "doubts": "Hvad rensningen ikke var sikker på.",
}


class Unit(_model(model.Unit, **_UNIT)):  # type: ignore[misc]
    """A unit; its text is the source's own words."""

    id: str = Field(examples=["ds-2018/anbefaling/12"])
    kind: Kind
    number: int | None = Field(ge=1)
    indsats: tuple[Indsats, ...]
    url: str


class Hit(Unit):
    """A unit that answers a query."""

    score: float = Field(ge=0, le=1)
    snippet: str = Field(description="Højst 300 tegn, HTML-escaped, træf i <mark>.")
    reason: model.Reason


class Expansion(Record):
    """A term that was searched for too."""

    term: str
    source: str = Field(alias="from")


class ReadQuery(Record):
    """The query as read, masked."""

    text: str
    corrected: str | None
    expansions: list[Expansion]
    missing: list[str] = Field(description="Ord, som intet i kilderne betyder.")
    used: list[str] = Field(description="De sætninger i en lang tekst, der er søgt på.")


class IndexName(Record):
    """Which index answered."""

    build: str
    model: str


class SearchAnswer(Record):
    """The answer to a query: hits by falling score, then id."""

    query: ReadQuery
    outcome: Literal["answers", "nearest", "nothing"] = Field(
        description="Om kilderne svarer, kun har noget i nærheden, eller ikke kender et eneste ord."
    )
    total: int = Field(ge=0, description="Antal svar over tærsklen; en lang tekst kan have flere.")
    hits: list[Hit]
    facets: dict[str, dict[str, int]] = Field(
        description="Hvor mange svar der er, når værdien vælges. Arterne udgør tilsammen `total`; ved andre "
        "værdier kan en anden del af samme tekst komme med, som selv har den."
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

    card: model.Card | None = Field(
        description="Et eksempels egne sætninger om målgruppe, metode, organisering, resultat og økonomi, "
        "og hvor sikkert resultatet er: own, evaluated, goal eller expected. Under resultat og økonomi siger "
        "aim, om en sætning kun er et mål (goal) eller en forventning (expected). null for andre enheder."
    )
    previous: Neighbour | None
    next: Neighbour | None
    children: list[Neighbour]
    related: list[Neighbour] = Field(max_length=5)


class Municipality(Record):
    """A municipality."""

    name: str
    slug: str
    code: str = Field(description="Det officielle kommunenummer.")
    region: str
    units: int = Field(description="Antal hele tekster, der nævner kommunen.")


class Suggestions(Record):
    """Suggestions, best first."""

    suggestions: list[Suggestion]


class Verdict(_model(verdicts.Verdict, source="Kildens egne ord på stedet.")):  # type: ignore[misc]
    """Whether a quotation stands in the collection word for word, or a source bears out a claim."""


_FACT = {
    "subject": "Hvem eller hvad tallet er om.",
    "measure": "Hvad der tælles.",
    "before": "Værdien før. Et tal, eller tekst for et spænd, en brøk eller en grænse "
    "(»20-25«, »3/4«, »over 95«).",
    "after": "Værdien, skrevet som before. Et fald i procent er negativt.",
    "status": "result, target (mål), expected (forventet), input (sat ind), parameter (hvordan der arbejdes) "
    "eller background (ikke kommet af nogen indsats).",
    "quote": "Sætningen i kilden, ordret.",
}


class Fact(_model(model.Fact, **_FACT)):  # type: ignore[misc]
    """An outcome figure."""

    of: float | str | None = Field(
        description="Det hele, hvor kilden siger »194 ud af 198«; så er before null."
    )


class ProblemDetails(Record):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    parameter: str | None = Field(default=None, description="Parameteren, der er noget galt med.")


def _list(name: str, item: Any) -> Any:
    """A list of answers, under a name of its own in the description."""
    return create_model(name, __base__=RootModel[list[item]])


Units, Municipalities = _list("Units", Unit), _list("Municipalities", Municipality)
Documents, Facts = _list("Documents", ListedDocument), _list("Facts", Fact)
Verdicts = _list("Verdicts", Verdict)
