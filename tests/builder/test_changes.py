"""What is new: which texts a build adds, rewords and drops, by document."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kb.builder.compare import changes
from kb.index.builds import Change, read_changes
from kb.model import Unit
from tests import tiny

NAME = "20260131T101112.000001Z"
BY_ID = {unit.id: unit for unit in tiny.UNITS}
EXAMPLE = "rapport-2020/eksempel/en-dør-ind"


def changed(**others: Unit | None) -> list[Unit]:
    """The tiny units with some put in the place of others, or left out."""
    return [new for unit in tiny.UNITS if (new := others.get(unit.id, unit)) is not None]


def test_a_rebuild_with_one_changed_document_tells_of_its_changes_alone(tmp_path: Path) -> None:
    first = tiny.write(tmp_path)
    assert read_changes(tmp_path / first) == ()
    old = BY_ID["notat-2021/afsnit/1"]
    units = changed(**{old.id: replace(old, text=old.text.replace("en mentor", "to mentorer"))})
    second = tiny.write(tmp_path, units)
    text = "Unge uden job får to mentorer. Aarhus Kommune har gode erfaringer med samtaler hver uge."
    told = Change(second, "notat-2021", "Notat om unge", (), ((old.id, text),), ())
    assert read_changes(tmp_path / second) == (told,)
    third = tiny.write(tmp_path, [unit for unit in units if unit.id != old.id])
    gone = Change(third, "notat-2021", "Notat om unge", (), (), ((old.id, text),))
    assert read_changes(tmp_path / third) == (gone, told)


def test_a_text_under_another_address_is_no_change_and_one_reworded_there_is() -> None:
    old = BY_ID["rapport-2020/anbefaling/1"]
    moved = replace(old, id="rapport-2020/anbefaling/9")
    assert changes(tiny.UNITS, changed(**{old.id: moved}), NAME) == []
    (change,) = changes(tiny.UNITS, changed(**{old.id: replace(moved, text=f"{old.text} Nu.")}), NAME)
    assert (change.added, change.gone) == ((), ())
    assert change.reworded == ((moved.id, f"{old.text} Nu."),)


def test_the_whole_is_new_or_gone_and_the_part_is_reworded() -> None:
    whole, part = BY_ID[EXAMPLE], BY_ID[f"{EXAMPLE}/1"]
    without = changed(**{whole.id: None, part.id: None})
    (gone,) = changes(tiny.UNITS, without, NAME)
    (added,) = changes(without, tiny.UNITS, NAME)
    assert [id for id, _ in gone.gone] == [id for id, _ in added.added] == [whole.id]
    often = {
        unit.id: replace(unit, text=unit.text.replace("to gange", "tre gange")) for unit in (whole, part)
    }
    (reworded,) = changes(tiny.UNITS, changed(**often), NAME)
    assert [id for id, _ in reworded.reworded] == [part.id]


def test_a_change_knows_when_it_was_built() -> None:
    change = Change(NAME, "d", "D", (), (), ())
    assert change.when == datetime(2026, 1, 31, 10, 11, 12, 1, tzinfo=UTC)
