"""A build one can trust: refused when damaged, published whole or not at all, gone back from, compared."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import kb
from kb.builder.build import write_index
from kb.builder.cache import Cache
from kb.builder.compare import difference, follow, successors
from kb.builder.embed import kept_encoder
from kb.builder.verify import verify
from kb.builder.write import Content, building
from kb.embedding.encoder import DIMENSIONS, HASHING_DIGEST, Encoded, QueryEncoder, hashed
from kb.embedding.models import HashingModel
from kb.errors import BusyError, IndexUnusable
from kb.index.builds import builds, current_build, previous_build, read_changes, sweep, switch
from kb.index.manifest import SCHEMA, read_manifest, write_manifest
from kb.index.opened import open_index
from kb.model import Query, Unit
from kb.search.ranking import WEIGHTS, scaled
from kb.search.search import rank_query, search
from tests.tiny import UNITS, seed, write


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    indexes = tmp_path_factory.mktemp("indexes")
    write(indexes)
    return indexes


@pytest.fixture
def indexes(whole: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    shutil.copytree(whole, tmp_path / "indexes", symlinks=True)
    return tmp_path / "indexes"


def files(indexes: Path) -> list[Path]:
    folder = indexes / str(current_build(indexes))
    # A corpus without figures has an empty facts.jsonl, in which nothing can be spoilt.
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


def test_a_sound_build_verifies(whole: Path) -> None:
    assert verify(whole / str(current_build(whole))) == ()


def test_one_flipped_bit_in_any_file_is_refused_by_name(indexes: Path) -> None:
    name = str(current_build(indexes))
    for path in files(indexes):
        sound = path.read_bytes()
        place = len(sound) // 2
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
        with pytest.raises(IndexUnusable, match=path.name):
            open_index(indexes)
        if path.name == "manifest.json":
            with pytest.raises(IndexUnusable, match=r"manifest\.json"):
                verify(indexes / name)
        else:
            assert [line for line in verify(indexes / name) if str(path) in line]
        path.write_bytes(sound)
    assert open_index(indexes).build == name


def test_a_half_copied_build_is_refused_by_name(indexes: Path) -> None:
    for path in files(indexes):
        sound = path.read_bytes()
        path.write_bytes(sound[:-1])
        with pytest.raises(IndexUnusable, match=path.name):
            open_index(indexes)
        path.unlink()
        with pytest.raises(IndexUnusable, match=path.name):
            open_index(indexes)
        path.write_bytes(sound)


def test_another_schema_and_another_model_are_refused(indexes: Path) -> None:
    folder = indexes / str(current_build(indexes))
    manifest = read_manifest(folder)
    write_manifest(folder, {**manifest, "schema": 1})
    told = f"schema 1, this program reads {SCHEMA}; build it again with: kb build"
    with pytest.raises(IndexUnusable, match=told):
        open_index(indexes)
    write_manifest(folder, {**manifest, "model": {**manifest["model"], "digest": "0", "name": "another"}})
    with pytest.raises(IndexUnusable, match=r"\(hashing\) is not of the model .* \(another\)"):
        open_index(indexes)


def test_no_index_and_no_such_build(tmp_path: Path, whole: Path) -> None:
    with pytest.raises(IndexUnusable, match="no index in .*; build one with: kb build"):
        open_index(tmp_path)
    with pytest.raises(IndexUnusable, match="no build '../x' in .*; there are: 2"):
        open_index(whole, "../x")


def test_the_last_three_are_kept_and_rollback_goes_back_one(tmp_path: Path) -> None:
    names = [write(tmp_path) for _ in range(4)]
    assert builds(tmp_path) == tuple(names[1:])
    assert current_build(tmp_path) == names[3]
    switch(tmp_path, previous_build(tmp_path))
    assert current_build(tmp_path) == names[2]
    switch(tmp_path, previous_build(tmp_path))
    with pytest.raises(IndexUnusable, match="older than"):
        previous_build(tmp_path)
    # One that serves is kept, however old.
    write(tmp_path)
    assert names[1] not in builds(tmp_path)
    assert current_build(tmp_path) == builds(tmp_path)[-1]


def test_builds_of_one_model_share_the_encoder(tmp_path: Path) -> None:
    first, second = write(tmp_path), write(tmp_path)
    a, b = (tmp_path / name / "encoder" / "encoder.json" for name in (first, second))
    assert a.stat().st_ino == b.stat().st_ino
    assert open_index(tmp_path, first).encoder is open_index(tmp_path, second).encoder


def test_the_same_units_give_the_same_files(tmp_path: Path) -> None:
    first, second = (read_manifest(tmp_path / write(tmp_path))["files"] for _ in range(2))
    assert first == second


def test_what_a_killed_builder_left_is_swept(indexes: Path) -> None:
    before = sorted(path.name for path in indexes.iterdir())
    (indexes / ".building-20200101T000000.000000Z" / "words").mkdir(parents=True)
    (indexes / ".old-20200101T000000.000000Z").mkdir()
    (indexes / ".current-77").symlink_to("nowhere")
    sweep(indexes)
    assert sorted(path.name for path in indexes.iterdir()) == before


def test_a_second_builder_says_why_it_does_not(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from kb.builder.write import building\n"
        f"with building(Path({str(tmp_path)!r})): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(BusyError, match=f"being built by process {holder.pid}; wait for it"),
            building(tmp_path),
        ):
            pass
        holder.kill()
    # Killed, not released: the lock is gone with the process.
    with building(tmp_path):
        pass


class Counting(HashingModel):
    """The deterministic encoder, that notes what it was asked."""

    def __init__(self, cache: Path) -> None:
        super().__init__(cache)
        self.asked: list[str] = []

    def encode_passages(self, texts):  # type: ignore[no-untyped-def]
        self.asked += texts
        return super().encode_passages(texts)


class Narrow(HashingModel):
    """An encoder that contradicts itself: its passages are shorter than the queries it exports."""

    def encode_passages(self, texts):  # type: ignore[no-untyped-def]
        return [Encoded(each.vector[:128], each.tokens) for each in super().encode_passages(texts)]


def test_an_added_unit_costs_the_vectors_of_its_run_alone(tmp_path: Path) -> None:
    units = many(200)
    write(tmp_path, units)
    encoder = Counting(tmp_path / "models")
    added = changed(8, id="bog/afsnit/ny", text="En ny side om boliger.", start=9100, pages=(91, 91))
    write_index(tmp_path, Content([*units[:90], added, *units[90:]], []), encoder, lambda *_: None)
    assert "Indledning. En ny side om boliger." in encoder.asked
    assert len(encoder.asked) < 100
    encoder.asked = []
    write_index(tmp_path, Content([*units[:90], added, *units[90:]], []), encoder, lambda *_: None)
    assert encoder.asked == []


def many(count: int) -> list[Unit]:
    """Units of a book, one a page."""
    return [
        changed(8, id=f"bog/afsnit/{n}", text=f"Side {n} om støtte.", start=100 * n, pages=(n, n))
        for n in range(1, count + 1)
    ]


def test_a_page_put_in_the_middle_is_counted_with_its_neighbours_only(tmp_path: Path) -> None:
    units = many(200)
    write(tmp_path / "a", units)
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "a" / "terms").iterdir()}
    # All that follows stands a page and a hundred letters further on.
    later = [dataclasses.replace(u, start=u.start + 100, pages=(u.start // 100 + 1,) * 2) for u in units[90:]]
    added = changed(8, id="bog/afsnit/ny", text="En ny side om boliger.", start=9100, pages=(91, 91))
    grown = [*units[:90], added, *later]
    kept_on = read_manifest(tmp_path / "a" / write(tmp_path / "a", grown))["files"]
    after = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "a" / "terms").iterdir()}
    assert before.items() <= after.items()
    assert 1 <= len(after) - len(before) <= 2
    assert len(before) >= 5
    anew = read_manifest(tmp_path / "b" / write(tmp_path / "b", grown))["files"]
    assert {name for name in anew if anew[name] != kept_on[name]} == {"changes.json"}
    assert kept_on.keys() == anew.keys()


def test_what_is_kept_gives_the_same_build_as_from_scratch(tmp_path: Path) -> None:
    grown = [*UNITS, changed(8, id="notat-2021/afsnit/2", text="Ældre uden bil får en bus.", start=90)]
    write(tmp_path / "a")
    kept_on = read_manifest(tmp_path / "a" / write(tmp_path / "a", grown))["files"]
    anew = read_manifest(tmp_path / "b" / write(tmp_path / "b", grown))["files"]
    assert {name for name in anew if anew[name] != kept_on[name]} == {"changes.json"}
    assert kept_on.keys() == anew.keys()


def test_what_goes_wrong_with_the_words_ends_the_build(tmp_path: Path) -> None:
    serves = write(tmp_path)
    shutil.rmtree(tmp_path / "terms")
    (tmp_path / "terms").write_text("no folder")
    added = changed(8, id="notat-2021/afsnit/2", text="Ældre uden bil får en bus.", start=90)
    content = Content([*UNITS, added], [])
    with pytest.raises(OSError, match="terms"):
        write_index(tmp_path, content, HashingModel(tmp_path / "models"), lambda *_: None)
    assert (current_build(tmp_path), builds(tmp_path)) == (serves, (serves,))
    assert not list(tmp_path.glob(".building-*"))


class Interrupted(HashingModel):
    """An encoder during whose work somebody presses Ctrl-C."""

    def encode_passages(self, texts):  # type: ignore[no-untyped-def]
        raise KeyboardInterrupt


def test_a_build_that_is_given_up_leaves_what_was(tmp_path: Path) -> None:
    serves = write(tmp_path)
    added = changed(8, id="notat-2021/afsnit/2", text="Ældre uden bil får en bus.", start=90)
    content = Content([*UNITS, added], [])
    with pytest.raises(KeyboardInterrupt):
        write_index(tmp_path, content, Interrupted(tmp_path / "models"), lambda *_: None)
    assert (current_build(tmp_path), builds(tmp_path)) == (serves, (serves,))
    assert not list(tmp_path.glob(".building-*"))


def changed(place: int, **fields: object) -> Unit:
    return dataclasses.replace(UNITS[place], **fields)  # type: ignore[arg-type]


def test_difference_in_all_four_ways() -> None:
    new = [
        changed(0, text=UNITS[1].text),
        changed(1, id="rapport-2020/anbefaling/3", text=UNITS[0].text + " Straks."),
        changed(2, text=UNITS[2].text.replace("35", "30")),
        *UNITS[4:],
        changed(3, id="rapport-2020/afsnit/9", text="Noget helt andet om økonomi."),
    ]
    found = difference(UNITS, new)
    assert found.added == ("rapport-2020/afsnit/9", "rapport-2020/anbefaling/3")
    assert found.removed == {
        # Its very text stands under another number now.
        "rapport-2020/anbefaling/2": "rapport-2020/anbefaling/1",
        # The text it was cut from is the most like it, but not like enough.
        "rapport-2020/eksempel/en-dør-ind/1": None,
    }
    assert found.reworded == ("rapport-2020/anbefaling/1", "rapport-2020/eksempel/en-dør-ind")
    assert found.renumbered == {}


def test_a_text_that_moved_on_is_renumbered() -> None:
    swapped = [changed(0, text=UNITS[1].text), changed(1, text=UNITS[0].text), *UNITS[2:]]
    found = difference(UNITS, swapped)
    first, second = "rapport-2020/anbefaling/1", "rapport-2020/anbefaling/2"
    assert found.renumbered == {first: second, second: first}
    assert (found.added, dict(found.removed), found.reworded) == ((), {}, ())


def test_addresses_lead_on_over_several_builds(tmp_path: Path) -> None:
    write(tmp_path)
    moved = changed(0, id="rapport-2020/anbefaling/31")
    write(tmp_path, [moved, *UNITS[1:]])
    assert open_index(tmp_path).successors == {UNITS[0].id: moved.id}
    again = changed(0, id="rapport-2020/anbefaling/32", text=moved.text + " Nu.")
    write(tmp_path, [again, *UNITS[1:-1]])
    assert open_index(tmp_path).successors == {UNITS[-1].id: None, UNITS[0].id: again.id, moved.id: again.id}
    write(tmp_path)
    assert open_index(tmp_path).successors == {again.id: UNITS[0].id, moved.id: UNITS[0].id}


def test_addresses_lead_on_from_a_build_of_another_schema(tmp_path: Path) -> None:
    folder = tmp_path / write(tmp_path)
    write_manifest(folder, {**read_manifest(folder), "schema": SCHEMA - 1})
    moved = changed(0, id="rapport-2020/anbefaling/31")
    write(tmp_path, [moved, *UNITS[1:]])
    assert open_index(tmp_path).successors == {UNITS[0].id: moved.id}


MOVED = "rapport-2020/anbefaling/31"


@pytest.mark.parametrize(
    ("damaged", "content", "lost", "led", "told"),
    [
        ("successors.json", None, "of units that were gone before it", {MOVED: "third"}, 2),
        ("successors.json", b"[", "of units that were gone before it", {MOVED: "third"}, 2),
        # Nobody knows what took the place of the second build's unit, nor what changed since.
        ("units.sqlite", b"no", "of its units that are gone by now", {UNITS[0].id: None, MOVED: None}, 1),
        ("changes.json", b"[{}]", "what earlier builds changed", {UNITS[0].id: "third", MOVED: "third"}, 1),
    ],
)
def test_what_a_damaged_build_no_longer_tells_is_named_and_the_rest_is_kept(
    tmp_path: Path, damaged: str, content: bytes | None, lost: str, led: dict[str, str | None], told: int
) -> None:
    write(tmp_path)
    second = write(tmp_path, [changed(0, id=MOVED, text=UNITS[0].text + " Nu."), *UNITS[1:]])
    path = tmp_path / second / damaged
    path.unlink() if content is None else path.write_bytes(content)
    third = changed(0, id="third", text=UNITS[0].text + " Nu og her.")
    encoder = HashingModel(tmp_path / "models")
    name, warnings = write_index(tmp_path, Content([third, *UNITS[1:]], []), encoder, lambda *_: None)
    (warning,) = warnings
    assert str(path) in warning and lost in warning
    index = open_index(tmp_path)
    assert index.successors == led
    assert len(read_changes(tmp_path / name)) == told


def test_a_first_build_and_one_after_a_sound_build_have_lost_nothing(tmp_path: Path) -> None:
    seed(tmp_path)
    for _ in range(2):
        content = Content(UNITS, [], settings={"token_vectors": False})
        encoder = HashingModel(tmp_path / "models")
        assert write_index(tmp_path, content, encoder, lambda *_: None)[1] == ()


def test_successors_stay_in_kind_and_document() -> None:
    twin = changed(0, id="notat-2021/afsnit/2", document=UNITS[-1].document, kind="passage")
    near = changed(0, id="rapport-2020/anbefaling/5")
    assert successors([UNITS[0]], [twin, near]) == {UNITS[0].id: near.id}
    assert follow({"a": "b", "c": None}, {"b": "d"}, []) == {"a": "d", "b": "d", "c": None}


def test_an_unsound_build_is_thrown_away_and_the_old_one_serves(indexes: Path) -> None:
    before, answer = current_build(indexes), search(open_index(indexes), Query("bolig")).hits
    shutil.rmtree(indexes / "vectors")
    with pytest.raises(IndexUnusable, match="query encoder .* is not of the model its units"):
        write_index(indexes, Content(UNITS, []), Narrow(indexes / "models"), lambda *_: None)
    assert (current_build(indexes), builds(indexes)) == (before, (str(before),))
    assert not list(indexes.glob(".building-*"))
    assert search(open_index(indexes), Query("bolig")).hits == answer


def test_the_manifest_tells_what_it_is_made_of(whole: Path) -> None:
    written = json.loads((whole / str(current_build(whole)) / "manifest.json").read_text())
    assert written["model"] == {"name": "hashing", "digest": HASHING_DIGEST, "dimensions": 256}
    assert written["kinds"]["recommendation"] == 2
    assert set(written["files"]) >= {"units.sqlite", "vectors.npy", "encoder/encoder.json"}


def test_a_build_without_token_vectors_ranks_by_the_other_legs(tmp_path: Path) -> None:
    encoder = HashingModel(tmp_path / "models")
    keywords = {UNITS[3].id: ("natten under åben himmel",)}
    for name in ("with", "without"):
        seed(tmp_path / name)
    for name, settings in (("with", {}), ("without", {"token_vectors": False})):
        write_index(tmp_path / name, Content(UNITS, [], keywords, settings), encoder, lambda *_: None)
    whole, bare = (open_index(tmp_path / name) for name in ("with", "without"))
    assert (whole.token_vectors.held, bare.token_vectors.held) == (True, False)
    assert ((whole.folder / "pairs.json").exists(), (bare.folder / "pairs.json").exists()) == (True, False)
    assert (bare.folder / "tokens.bin").stat().st_size == 0
    for text in ("unge uden bolig", "natten under åben himmel", "psykiatri"):
        expected, found = (rank_query(index, Query(text)).ranked for index in (whole, bare))
        for leg in ("words", "covered", "dense"):
            assert found.legs[leg].tolist() == expected.legs[leg].tolist()
        assert (found.legs["late"].any(), found.keywords.max()) == (False, -1)
        by_hand = sum(WEIGHTS[leg] * scaled(found.legs[leg], *found.bounds[leg]) for leg in found.legs)
        assert np.allclose(found.scores, by_hand / found.total)
        assert search(bare, Query(text)).build == bare.build


def test_what_the_builder_asks_the_encoder_is_read_once(tmp_path: Path) -> None:
    settings = {"name": "hashing", "digest": HASHING_DIGEST, "dimensions": DIMENSIONS}
    read: list[str] = []

    def run(text: str) -> Encoded:
        read.append(text)
        return hashed(text)

    for _ in range(2):
        with Cache(tmp_path) as cache:
            encoder = kept_encoder(cache, QueryEncoder(settings, run))
            found = encoder.encode("Borgeren får støtte")
    assert read == ["Borgeren får støtte"]
    assert np.array_equal(found.vector, hashed("Borgeren får støtte").vector)
    assert np.array_equal(found.tokens, hashed("Borgeren får støtte").tokens)
    assert found.spans == ((0, 8), (9, 12), (13, 19))


def test_work_is_kept_by_content_and_made_again_when_damaged(tmp_path: Path) -> None:
    made: list[str] = []

    def make(value: str) -> str:
        made.append(value)
        return value

    with Cache(tmp_path) as cache:
        assert [cache.json(["a"], lambda: make("ø")) for _ in range(3)] == ["ø"] * 3
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-2])
    with Cache(tmp_path) as cache:
        assert cache.json(["a"], lambda: make("ø")) == "ø"
        assert made == ["ø", "ø"]
        for key in "bcdef":
            cache.json([key], lambda: make("x"))
    every = sorted(tmp_path.iterdir())
    assert len(every) == len("abcdef")
    (tmp_path / ".g-12").write_text("what a killed builder left")
    with Cache(tmp_path) as cache:
        assert [cache.json([key], lambda: make("y")) for key in "ab"] == ["ø", "x"]
    assert sorted(tmp_path.iterdir()) == every
    with pytest.raises(OSError, match="disk"), Cache(tmp_path):
        raise OSError("disk full")
    assert sorted(tmp_path.iterdir()) == every
    with Cache(tmp_path) as cache:
        cache.json(["a"], lambda: make("y"))
    assert list(tmp_path.iterdir()) == [path]


def test_arrays_are_kept_as_they_are(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        first = cache.arrays(["a"], lambda: {"rows": np.array([[1, 2]], np.int8)})
        again = cache.arrays(["a"], lambda: {})
    assert first["rows"].tolist() == again["rows"].tolist() == [[1, 2]]
    assert again["rows"].dtype == np.int8


def test_a_page_that_explains_the_program_makes_no_other_edition(tmp_path: Path) -> None:
    package = tmp_path / "kb"
    shutil.copytree(Path(kb.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))

    def digest() -> str:
        asked = [
            sys.executable,
            "-c",
            "from kb.index.manifest import program_digest; print(program_digest())",
        ]
        return subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    before = digest()
    (package / "builder" / "README.md").write_text("In other words.\n", encoding="utf-8")
    assert digest() == before
    (package / "danish" / "data" / "stopwords.txt").write_text("og\n", encoding="utf-8")
    assert digest() != before
