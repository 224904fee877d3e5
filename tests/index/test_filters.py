from kb.index.filters import passes
from kb.model import Filters
from tests.tiny import UNITS


def test_any_within_a_field_and_all_across() -> None:
    kinds = Filters(kind=("recommendation", "finding"))
    assert [unit.id for unit in UNITS if passes(unit, kinds)] == [
        "rapport-2020/anbefaling/1",
        "rapport-2020/anbefaling/2",
        "notat-2021/fund/tabel-1",
    ]
    both = Filters(kind=("municipality_example",), municipality=("Roskilde", "Aarhus"), law=("SEL § 85",))
    assert [unit.id for unit in UNITS if passes(unit, both)] == ["rapport-2020/eksempel/en-dør-ind"]
    assert all(passes(unit, Filters()) for unit in UNITS)
