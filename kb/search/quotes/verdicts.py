"""What citat-tjek says of one quotation or claim, and what it asks of an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from kb.index.shingles import Shingles
from kb.model import Fact, Unit
from kb.search.quotes.aligning import Difference

Found = Literal["exact", "changed", "absent"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`verdict`: exact (word for word), changed (`differences` tell how) or absent. `source` is the
    source's own wording at the place; `kind` is quotation, recommendation ("anbefaling 17") or figure."""

    quote: str
    verdict: Found
    unit_id: str | None = None
    differences: tuple[Difference, ...] = ()
    source: str | None = None
    kind: Literal["quotation", "recommendation", "figure"] = "quotation"


class Collection(Protocol):
    """What quotations are checked against; an opened index is one."""

    @property
    def units(self) -> Sequence[Unit]: ...
    @property
    def facts(self) -> tuple[Fact, ...]: ...
    @property
    def recommendations(self) -> tuple[Unit, ...]: ...
    @property
    def shingles(self) -> Shingles: ...
