from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kb.errors import IndexUnusable, StoreUnavailable
from kb.index.builds import current_build
from web.current import CurrentIndex


def point_at(indexes: Path, build: str) -> None:
    fresh = indexes / "fresh"
    fresh.symlink_to(build)
    fresh.replace(indexes / "current")


def open_named(indexes: Path) -> str:
    """An "index" that is only its build's name; a build named `broken...` cannot be opened."""
    name = (indexes / "current").readlink().name if (indexes / "current").is_symlink() else None
    if name is None or name.startswith("broken"):
        raise IndexUnusable(f"cannot open {name}")
    return name


def following(indexes: Path, opener: Callable[[Path], Any]) -> CurrentIndex[Any]:
    return CurrentIndex(partial(opener, indexes), partial(current_build, indexes))


def test_it_opens_once_and_follows_the_switch(tmp_path: Path) -> None:
    opened: list[str] = []

    def counting(indexes: Path) -> str:
        opened.append(open_named(indexes))
        return opened[-1]

    holder = following(tmp_path, counting)
    point_at(tmp_path, "one")
    assert [holder.index(), holder.index()] == ["one", "one"]
    point_at(tmp_path, "two")
    assert [holder.index(), holder.index()] == ["two", "two"]
    assert opened == ["one", "two"]


def test_without_an_index_it_says_so_until_there_is_one(tmp_path: Path) -> None:
    holder = following(tmp_path, open_named)
    with pytest.raises(IndexUnusable, match="cannot open None"):
        holder.index()
    point_at(tmp_path, "one")
    assert holder.index() == "one"


def test_a_broken_new_build_leaves_the_last_good_one_serving(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    holder = following(tmp_path, open_named)
    point_at(tmp_path, "one")
    holder.index()
    point_at(tmp_path, "broken")
    assert [holder.index(), holder.index()] == ["one", "one"]
    assert [record.getMessage() for record in caplog.records] == [
        "the new build is not served, the last good one is: cannot open broken"
    ]
    point_at(tmp_path, "three")
    assert holder.index() == "three"


def test_while_one_thread_opens_the_others_answer_from_the_old(tmp_path: Path) -> None:
    opening, go_on = threading.Event(), threading.Event()

    def slow(indexes: Path) -> str:
        name = open_named(indexes)
        if name == "two":
            opening.set()
            assert go_on.wait(5)
        return name

    holder = following(tmp_path, slow)
    point_at(tmp_path, "one")
    holder.index()
    point_at(tmp_path, "two")
    thread = threading.Thread(target=holder.index)
    thread.start()
    assert opening.wait(5)
    assert holder.index() == "one"
    go_on.set()
    thread.join(5)
    assert holder.index() == "two"


def test_a_store_that_is_away_is_asked_again_and_not_forgotten(tmp_path: Path) -> None:
    away = [True]

    def sometimes(indexes: Path) -> str:
        if away[0]:
            raise StoreUnavailable("away")
        return open_named(indexes)

    holder = following(tmp_path, sometimes)
    point_at(tmp_path, "one")
    with pytest.raises(StoreUnavailable):
        holder.index()
    away[0] = False
    assert holder.index() == "one"
    away[0] = True
    point_at(tmp_path, "two")
    assert holder.index() == "one"
    away[0] = False
    assert holder.index() == "two"


def test_an_index_that_refers_to_itself_is_gone_when_the_next_but_one_serves(tmp_path: Path) -> None:
    class Circle:
        def __init__(self, _: Path) -> None:
            self.own = self

    holder = following(tmp_path, Circle)
    gc.disable()
    try:
        point_at(tmp_path, "one")
        first = weakref.ref(holder.index())
        for name in ("two", "three"):
            assert first() is not None
            point_at(tmp_path, name)
            holder.index()
        assert first() is None
    finally:
        gc.enable()
