import json

from kb.index.records import unit_from_line, unit_line
from tests.tiny import UNITS


def test_a_unit_survives_its_json_line() -> None:
    assert [unit_from_line(unit_line(unit)) for unit in UNITS] == list(UNITS)


def test_a_line_has_the_fields_of_the_api() -> None:
    promised = (
        "id kind number theme title text parent municipalities indsats laws programmes target_groups speaker "
        "footnotes document pages page_labels section file start end doubts"
    )
    fields = json.loads(unit_line(UNITS[0]))
    assert set(promised.split()) <= set(fields)
    assert fields["theme"] == {"id": "bolig", "title": "Bolig"}
    assert fields["pages"] == [4, 4]
