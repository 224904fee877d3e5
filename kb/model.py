"""The records that travel from a document to a hit. All frozen; sequences are tuples."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

QUERY_LENGTH = 300  # characters of a query
TEXT_LENGTH = 4_000  # of one that is posted: a case, of which the matters are searched for
QUOTES_LENGTH = 20_000  # characters of a text whose quotations are checked
COUNTED = "numbered by counting"  # among the edits of a recommendation whose number is not printed
UNIT_LENGTH = 2_500  # characters of a unit that can be a hit; a longer one is shown by its parts
Kind = Literal[
    "recommendation", "municipality_example", "mindset_element", "indsats_type", "finding", "passage"
]
Indsats = Literal["afklarende", "forebyggende", "rehabiliterende", "habiliterende"]
Outcome = Literal["answers", "nearest", "nothing"]
KINDS, INDSATS, OUTCOMES = get_args(Kind), get_args(Indsats), get_args(Outcome)


@dataclass(frozen=True, slots=True)
class Document:
    """How a unit names its source (the `document` field of the API)."""

    id: str
    title: str
    publisher: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Source:
    """One table of `sources.toml`, or a file found beside it.

    `files` are absolute, the first one is read, the others are further extractions of the same
    document. `listed` is False for a file found beside `sources.toml`, whose title is its name or its own.
    `themes` maps a theme id to its title, in the order of the document's numbered
    recommendation blocks; it may be empty. `url` is where the publisher has the original.
    """

    document: Document
    files: tuple[Path, ...]
    rights: str | None = None
    url: str | None = None
    canonical: bool = False
    themes: Mapping[str, str] = field(default_factory=dict)
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: [start, end) are character offsets into `TextLayer.text`.

    Geometry is known for PDFs only: points, origin at the lower left of the page, `size` is the
    dominant font size, `bold` the dominant weight. `zone` is "head" or "foot" (running over several
    pages), "note" (footnote), "box" (in a drawn box, or a quotation in large type), "side"
    (beside the text), "table", "figure" (labels of a drawing), "turned" (in another direction than the
    page), None in the body; lines of one zone with the same `region` (from 1 on each page) belong together.
    `marks` are the offsets [start, end) of raised small characters in the line: footnote marks.

    `tag` is what the file's own structure says the line is, by PDF's standard types ("H1" to "H6", "P",
    "LI", "TH", "TD", "Caption", "Note", "TOCI", ...; ISO 32000-1, 14.8.4) or its outline ("H1" ...); None
    where it says nothing. Lines with the same `element` (from 1 in the document) are one such element.
    A line of a table is a whole row with a tab between its cells: its tag is "TH" where every cell is a
    heading of the table, else "TD", its element the row.
    """

    start: int
    end: int
    x0: float | None = None
    x1: float | None = None
    y: float | None = None
    size: float | None = None
    bold: bool | None = None
    zone: str | None = None
    region: int | None = None
    marks: tuple[tuple[int, int], ...] = ()
    tag: str | None = None
    element: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A printed page: `number` counts the file's from 1 (None where a text has no page marks); two that a PDF
    shows side by side share it. `label` is as printed."""

    number: int | None
    label: str | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class TextLayer:
    """A decoded file. Every offset in the project counts characters of `text`.

    For a `.txt` file `text` is the file decoded; for a PDF it is what its pages show, in reading
    order, pages joined by a form feed; always in NFC. `pages` cover all of it; `warnings` are ready to
    print. `structure` is what told headings and tables: "tags", "outline" (bookmarks), "geometry", or
    "text" for a text file. `title` is what a PDF says of itself.
    """

    file: str
    text: str
    pages: tuple[Page, ...]
    warnings: tuple[str, ...] = ()
    structure: str = "text"
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of numbered recommendations; `id` is a slug."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest piece worth finding alone; the fields are those of the API (web/API.md).

    `pages` and `page_labels` are (first, last), pages counted from 1. `start` and `end` are
    character offsets into the decoded `file`. `parent` is the id of the unit this one lies in.
    `edits` tells what cleaning did to the text, and that a number was COUNTED, `doubts` what it was not
    sure of; a tab in `text` parts the cells of a table's row.
    """

    id: str
    kind: str
    text: str
    document: Document
    file: str
    start: int
    end: int
    number: int | None = None
    theme: Theme | None = None
    title: str | None = None
    parent: str | None = None
    municipalities: tuple[str, ...] = ()
    indsats: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    speaker: str | None = None
    footnotes: tuple[str, ...] = ()
    pages: tuple[int, int] | None = None
    page_labels: tuple[str, str] | None = None
    section: tuple[str, ...] = ()
    edits: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """An outcome figure that a unit reports, with the words it stands in.

    `before` and `after` are numbers, or text where the source gives a range, a fraction or a bound
    ("4-5", "3/4", "over 95"); a fall in per cent is negative. `status` is result, target, expected, input
    (what was put in), parameter (how the work is laid out) or background (what no effort is told to have
    brought). `quote` is a whole sentence or item of a list and stands verbatim in the unit's text.
    """

    subject: str
    municipalities: tuple[str, ...]
    measure: str
    before: float | str | None
    after: float | str | None
    unit: str | None
    period: str | None
    status: str
    quote: str
    unit_id: str


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a unit, verbatim: [start, end) are offsets into the unit's text. `aim` is "goal"
    or "expected" where a sentence under a card's result or economy tells no more than that."""

    text: str
    start: int
    end: int
    aim: str | None = field(default=None, compare=False)  # the same sentence under another question has none


@dataclass(frozen=True, slots=True)
class Card:
    """An example's own sentences on five questions, two at most for each, none where it does not tell.

    `strength` is how sure the result is by the words of the text: "own" (told by the municipality or the
    report), "evaluated" (by `evaluator`, None where the text does not say), "goal", "expected"; None where no
    result is told.
    """

    target_group: tuple[Told, ...]
    method: tuple[Told, ...]
    organisation: tuple[Told, ...]
    result: tuple[Told, ...]
    economy: tuple[Told, ...]
    strength: str | None
    evaluator: str | None


@dataclass(frozen=True, slots=True)
class Expansion:
    """A term that was searched beside the user's own: `source` is the user's word, weight in (0, 1]."""

    term: str
    source: str
    weight: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hit is there: words that matched, related terms that matched, MaxSim in [-1, 1], and the editor's
    phrase that was nearer to the query than the unit's own words, if one was."""

    words: tuple[str, ...]
    related: tuple[str, ...]
    meaning: float
    keyword: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked unit: `score` in [0, 1]; `snippet` is HTML-escaped, at most 300 characters of source
    text, matches in <mark> (a match of a related term in <mark class="related">)."""

    unit: Unit
    score: float
    snippet: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Filters:
    """Only these: any within a field, all across fields. Empty means no restriction."""

    kind: tuple[str, ...] = ()
    municipality: tuple[str, ...] = ()
    indsats: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    programme: tuple[str, ...] = ()
    document: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked. `without` lists expansion terms to leave out; `correct` allows spelling help."""

    text: str
    filters: Filters = Filters()
    correct: bool = True
    without: tuple[str, ...] = ()
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """The query as read. `compounds` maps a word to the parts it was split into; `missing` are its words
    that nothing in the corpus means; `foreign` says that it seems not to be Danish; `used` are the
    sentences of a long text that were searched for."""

    text: str
    corrected: str | None = None
    expansions: tuple[Expansion, ...] = ()
    compounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    foreign: bool = False
    used: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Hits by falling score, ties by id; `total` and `facets` count the hits above the threshold.

    `outcome` is one of OUTCOMES: the corpus answers; nothing answers clearly and the hits, five at most, are
    the nearest (`total` is 0); or not one word of the query is known (no hits).
    `facets` maps kind, municipality, indsats, theme, law, programme and document to value counts: how many
    hits there are when the value is chosen beside the filters; the kinds add up to `total`. `kinds` are
    those that there would be without the filter by kind.
    `stages` maps a stage to milliseconds: read, encode, rank, filter, show.
    """

    query: ReadQuery
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]]
    build: str
    model: str
    took_ms: float
    outcome: str = "answers"
    kinds: Mapping[str, int] = field(default_factory=dict)
    stages: Mapping[str, float] = field(default_factory=dict)
