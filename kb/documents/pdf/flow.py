"""Does text run on from one printed line to another? Where the eye would follow the sentence."""

from __future__ import annotations

import re

ENDED = re.compile(r"[.!?:;…][”\"’'»)\]]*\d{0,2}$|[”»]$")
HYPHEN = re.compile(r"\w[-\u00ad\u2010]$")
LOW = re.compile(r"[”\"»'’(]*[a-zæøåéü]")

Ends = tuple[str, str]  # the first and the last line of a stretch of text


def continues(before: str, after: str) -> bool:
    """The first line ends inside a sentence and the second begins inside one."""
    return LOW.match(after.lstrip()) is not None and ENDED.search(before.rstrip()) is None


def agreement(before: str, after: str) -> float:
    """How well `after` follows `before`: 2 for a word broken between them, -1 for a contradiction."""
    low, ended = LOW.match(after.lstrip()) is not None, ENDED.search(before.rstrip()) is not None
    if low and HYPHEN.search(before.rstrip()):
        return 2.0
    if low:
        return -1.0 if ended else 1.0
    return 0.5 if ended else -0.5


def spanned_by_flow(left: Ends, right: Ends, left2: Ends, right2: Ends) -> bool:
    """Two columns above and two below something that spans them: is each side one column?

    Compares the sentences' junctions down each side with those across, above before below.
    """
    down = agreement(left[1], left2[0]) + agreement(left2[1], right[0]) + agreement(right[1], right2[0])
    across = agreement(left[1], right[0]) + agreement(right[1], left2[0]) + agreement(left2[1], right2[0])
    return down > across
