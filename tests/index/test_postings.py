"""Terms of units as arrays."""

from __future__ import annotations

from pathlib import Path

from kb.index.postings import LexicalBuilder, Packed, pack, term_hash

DOCUMENTS = [{"l:bolig": 2.5, "f:bolig": 0.7}, {}, {"l:§85": 1.0}]


def values(packed: Packed) -> list[list[float]]:
    return [
        packed.hashes.tolist(),
        packed.frequencies.tolist(),
        packed.counts.tolist(),
        packed.lengths.tolist(),
    ]


def test_terms_stand_unit_by_unit() -> None:
    packed = pack(DOCUMENTS)
    assert packed.hashes.tolist() == [term_hash(term) for term in ("l:bolig", "f:bolig", "l:§85")]
    assert packed.frequencies.tolist() == [2.5, 0.699999988079071, 1.0]  # 0.7 in 32 bits
    assert (packed.counts.tolist(), packed.lengths.tolist()) == ([2, 0, 1], [3.2, 0.0, 1.0])
    assert values(pack([{}])) == [[], [], [0], [0.0]]


def test_a_leg_is_the_same_whether_its_units_come_together_or_one_by_one(tmp_path: Path) -> None:
    for name, parts in (("together", [DOCUMENTS]), ("alone", [[one] for one in DOCUMENTS])):
        with LexicalBuilder(tmp_path / name) as leg:
            for part in parts:
                leg.add(pack(part))
            leg.finish()
    for path in (tmp_path / "alone").iterdir():
        assert path.read_bytes() == (tmp_path / "together" / path.name).read_bytes(), path.name
    assert len(list((tmp_path / "together").iterdir())) == len(list((tmp_path / "alone").iterdir())) == 5
