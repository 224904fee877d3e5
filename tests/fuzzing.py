"""What strangers may send: texts out of every Unicode block, attacks, and nonsense, in every place."""

from __future__ import annotations

from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

NASTY = (
    "' OR 1=1; DROP TABLE units;--",
    "{{7*7}}{% for x in [].__class__.__base__.__subclasses__() %}",
    "${jndi:ldap://example.com/a}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "../../../../etc/passwd",
    "..%2f..%5c..",
    "%00%0a%0d",
    "(a+)+$" + "a" * 200 + "!",
    "\0\x01\x02\x1b[31m\x7f\x85",
    "\u202e\u2066\u200f\u200b\ufeffesrever",
    "e" + "\u0301" * 290,
    "e" * 64,
    "a" * 41,
    "§" * 300,
    "-" * 300,
    "a-" * 150,
    "å" * 10_000,
    "arbejdsmarkedsforvaltningsmyndighed" * 300,
    "1" * 5_000,
    "010190-1234",
    "0" * 4_301,
    "٣" * 200,
    "\ud800\udfff",
    "𝔥𝔧𝔢𝔪𝔩ø𝔰",
    "ﬃ" * 100,
    "ﷺ" * 100,
    "İıſK" * 70,
    "SEL § 85 stk. 1, § 99 og §§ 104-110",
    "AND OR NOT * ? ~ ^2 [a TO b] field:x",
    "\n\r\n\r\nHTTP/1.1 200 OK",
)
DANISH = "hvordan hjælper kommunen unge hjemløse med en bolig § 85 i Roskilde støtte-kontaktperson".split()


def _block(start: int) -> st.SearchStrategy[str]:
    """A text out of one Unicode block (blocks begin at multiples of 16 and mostly span 128)."""
    points = range(start, min(start + 128, 0x110000))
    return st.lists(st.sampled_from(points), min_size=1, max_size=40).map(
        lambda found: "".join(map(chr, found))
    )


BLOCKS = st.integers(0, 0x10FFFF // 128).map(lambda n: n * 128).flatmap(_block)
WORDS = st.lists(st.sampled_from(DANISH) | BLOCKS | st.sampled_from(NASTY), min_size=1, max_size=8).map(
    " ".join
)
LONG = st.builds(lambda text, times: (text * times)[:10_000], BLOCKS, st.integers(1, 300))
TEXTS = st.one_of(WORDS, BLOCKS, LONG, st.sampled_from(NASTY), st.text(max_size=320))
# Bytes that are no UTF-8 too, and lone surrogates as they would be encoded.
ENCODED = TEXTS.map(
    lambda text: quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")
) | st.binary(max_size=60).map(quote_from_bytes)

NAMES = st.sampled_from(
    "q kind municipality indsats theme law programme document correct without limit offset liste x".split()
)
PAIRS = st.lists(st.builds("{}={}".format, NAMES | ENCODED.filter(bool), ENCODED), max_size=4).map("&".join)
QUESTION = st.builds("q={}".format, ENCODED)
PREFIXES = (
    "/api/v1/units/ /enhed/ /anbefaling/ /kommune/ /indsats/ /mindset/ /lov/ /metode/ /kilde/ /liste. "
    "/static/ / /api/v1/"
)
# Weighted towards the path that does the work.
ADDRESSES = st.one_of(
    QUESTION.map("/api/v1/search?{}".format),
    QUESTION.map("/api/v1/search?{}".format),
    QUESTION.map("/soeg?{}".format),
    QUESTION.map("/soeg?{}".format),
    st.builds("/api/v1/search?{}&{}".format, QUESTION, PAIRS),
    st.builds("/soeg?{}&{}".format, QUESTION, PAIRS),
    st.builds(
        "{}?{}".format, st.sampled_from(("/", "/soeg.csv", "/liste", "/liste.csv", "/kommuner")), PAIRS
    ),
    QUESTION.map("/api/v1/suggest?{}".format),
    st.builds(
        "{}{}?{}".format,
        st.sampled_from(PREFIXES.split()),
        ENCODED,
        PAIRS,
    ),
)
