"""What is typed is not kept: after an answer no object of the process holds a word of the question."""

from __future__ import annotations

import gc
from pathlib import Path
from types import FrameType

from web import create_app

# In two pieces, so that no constant of this file is what is looked for.
PARTS = ("zqvx", "hemmel")


def holders(secret: str) -> list[str]:
    """Whatever refers to a text with the secret in it, also through tuples that are not tracked.

    Asked is the type, not isinstance: what other tests have loaded may warn when it is asked for its class.
    """
    found = []
    for each in gc.get_objects():  # no comprehension: its own cell would hold the secret
        if type(each) is not FrameType and each is not found and _refers(each, secret):
            found.append(f"{type(each).__name__} {getattr(each, '__wrapped__', '')}")
    return found


def _refers(holder: object, secret: str) -> bool:
    left = gc.get_referents(holder)
    while left:
        each = left.pop()
        if type(each) is str and secret in each:
            return True
        if type(each) not in (str, bytes) and not gc.is_tracked(each):
            left += gc.get_referents(each)
    return False


def test_no_word_of_a_question_is_held_after_its_answer(tiny_indexes: Path) -> None:
    client = create_app(tiny_indexes, rate=1000, access_log=True).test_client()

    def ask(word: str) -> None:
        # A function of its own, whose frame and texts are gone when the memory is looked at.
        for path in (
            *(f"/soeg?q={word}bolig+støtte-{word}", f"/soeg?q=bolig&municipality={word}&without={word}"),
            *(f"/api/v1/search?q={word}+bolig", f"/api/v1/suggest?q={word}", f"/api/v1/units/{word}"),
            *(f"/enhed/{word}", f"/{word}", f"/kommune/{word}", f"/liste?liste={word}/x"),
        ):
            client.get(path)
        client.post("/soeg", data={"q": f"bolig {word}"})
        client.post("/soeg", data={"q": f"Borgeren er i {word}hjemløshed og hedder {word}. " * 20})
        client.post("/soeg/kig", data={"q": f"{word}bo"})
        client.post("/citat-tjek", data={"tekst": f"»Borgeren er {word} i eget liv«. Herning har {word} 18."})
        client.post("/spoergsmaal", data={"emner": f"{word} bolig\nbolig {word}ernes"})
        client.post("/api/v1/quotes", json={"text": f"»Borgeren er {word} i eget liv«"})

    ask("".join(PARTS))
    client.get("/om")
    gc.collect()
    assert holders("".join(PARTS)) == []
