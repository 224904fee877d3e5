"""Pages come in; cleaned blocks, and units cut out of them in the source's own words, go out.

Two functions are called from outside, one after the other: `clean.clean(layer)` and
`segment.segment(source, layer, cleaned)`.

`clean` makes printed rows (`rows`), sorts them (`layout`, by `furniture`, `tables`, `footnotes`,
`headings` with `levels`), joins them to blocks (`paragraphs`, `cells`, `joining`) and mends what was torn
apart (`continued`). `segment` makes a tree of sections (`tree`), walks it and makes drafts of units
(`drafts`, which cuts what is long and names it): `recommendations`, `examples`, tables, and running text with
the `kinds` and `sentences` in it, loose words told from it (`scraps`). What speaks for a kind is in
`kb/danish/data/evidence.toml`, summed by `kinds`.

A heading becomes part of the path (`section`) in `segment.walk`, and in a section cut by `examples.whole` in
`examples.sub_sections`. A draft gets its title in one of six places: `segment.text` (running text),
`segment.alone` (a table: its caption, else the heading), `examples.whole`, `examples.sub_sections`,
`recommendations.single` (the rest of its heading) and `recommendations.make` (an item's short first
paragraph).
"""
