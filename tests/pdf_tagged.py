"""A tagged PDF written object by object: content whose marks say which structure element it belongs to."""

from __future__ import annotations

from tests.pdf_broken import FONT, file_of, stream

SIZE = 11
ROOT = 6  # the structure tree's root, by its number in the file

Mark = tuple[str, float, float, str]


def tagged(marks: list[Mark], roles: str = "") -> bytes:
    """One page of (element, x, y, text): an element is its path from the root with siblings told apart by
    a number ("Table/TR#1/TD#2"); "Artifact" is none. `roles` maps types that are not standard."""
    content, leaves = b"", list[str]()
    for path, x, y, text in marks:
        if path == "Artifact":
            content += b"/Artifact BMC "
        else:
            content += b"/P <</MCID %d>> BDC " % len(leaves)
            leaves.append(path)
        content += b"BT /F %d Tf %g %g Td (%s) Tj ET EMC\n" % (SIZE, x, y, text.encode("cp1252"))
    return file_of([
        b"<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R>>" % ROOT,
        b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
        FONT.replace(b">>", b"/Encoding/WinAnsiEncoding>>"),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents 5 0 R"
        b"/StructParents 0>>",
        stream(content),
        *_tree(leaves, roles.encode()),
    ])  # fmt: skip


def _tree(leaves: list[str], roles: bytes) -> list[bytes]:
    """The root and every element behind it, parents before children."""
    paths: list[str] = []
    for leaf in leaves:
        steps = leaf.split("/")
        above = ["/".join(steps[: n + 1]) for n in range(len(steps))]
        paths += [path for path in above if path not in paths]
    number = {path: ROOT + 1 + place for place, path in enumerate(paths)} | {"": ROOT}
    elements = []
    for path in paths:
        above, _, name = path.rpartition("/")
        kids = [b"%d 0 R" % number[other] for other in paths if other.rpartition("/")[0] == path]
        kids += [b"%d" % place for place, leaf in enumerate(leaves) if leaf == path]
        element = b"<</Type/StructElem/S/%s/P %d 0 R/Pg 4 0 R/K[%s]>>"
        elements.append(element % (name.partition("#")[0].encode(), number[above], b" ".join(kids)))
    tops = b" ".join(b"%d 0 R" % number[path] for path in paths if "/" not in path)
    parents = b" ".join(b"%d 0 R" % number[leaf] for leaf in leaves)
    root = b"<</Type/StructTreeRoot/K[%s]/ParentTree<</Nums[0[%s]]>>/RoleMap<<%s>>>>" % (tops, parents, roles)
    return [root, *elements]
