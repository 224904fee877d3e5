# The README's commands. Everything is set up in .venv; nothing outside the clone is touched.
PORT ?= 8000
PYTHON ?= python3
# An index of CPU wheels, for machines where a plain torch is the large CUDA build.
TORCH_INDEX ?=
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up

.PHONY: bench quality proof-faults proof-load run test check build accessibility screenshots setup clean proof-growth proof-agreement proof-pdf proof-fuzz proof-api proof-clients proof-postgres proof-publish proof-store proof-variants proof-fit proof-claims proof-cards
# With nothing changed the build says so within a second; one that fails leaves the last good index to serve.
run: setup
	$(BIN)/kb build --corpus corpus --indexes indexes || test -e indexes/current
	$(BIN)/kb serve --indexes indexes --port $(PORT)

build: setup
	$(BIN)/kb build --corpus corpus --indexes indexes

# Two processes with half of the tests each, the quicker takes over from the slower; tests/conftest.py makes
# once what both need.
test: setup
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: setup
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# A PDF of 600 pages: pages a second, and memory at 60, 200 and 600 pages.
proof-pdf: setup
	$(BIN)/python -m tests.proofs.pdf

# Every page type in light and dark at three widths, and every way through the site with a mouse as well; the
# tests look at one of the six views of a page.
accessibility: setup
	KB_AXE=all $(BIN)/python -m pytest tests/browser

# Counts, totals, every page and the CSV of all 500 random queries; the tests leaf through and ask a part.
proof-agreement: setup
	KB_AGREEMENT=all $(BIN)/python -m pytest tests/web/pages/test_agreement.py

# Pictures of the site, to look at: screenshots/*.png
screenshots: setup
	$(BIN)/python -m tests.browser.screenshots --indexes indexes screenshots

# 100,000 addresses out of every Unicode block and a list of attacks: no 5xx, none over 20 times the median.
proof-fuzz: build
	$(BIN)/python -m tests.proofs.fuzz indexes 100000

# 200 clients for two minutes, and 20 that send a byte a second.
proof-clients: build
	$(BIN)/python -m tests.proofs.clients indexes 120

# schemathesis against a server of its own, every check on, 20 minutes.
proof-api: build
	$(BIN)/python -m tests.proofs.api indexes 1200

# A builder killed at 200 moments of a build of 20 units and at 10 of the shipped corpus.
proof-faults: setup
	$(BIN)/python -m tests.proofs.faults 200 10

# Ten minutes at 80 % of the capacity, a new index switched in every 20 seconds.
proof-load: build
	$(BIN)/python -m tests.proofs.load indexes 600 20

# 20,000 made units asked of PostgreSQL and of the files, 200 queries; HNSW beside exact search.
proof-postgres: build
	$(BIN)/python -m tests.proofs.postgres 20000

# A publisher killed at 50 moments; what serves is verified after each, and the next one finishes the work.
proof-publish: setup
	$(BIN)/python -m tests.proofs.publish 50

# PostgreSQL beside the files at 1,000 to 200,000 made units, one web server and two; indexes/growth-store.json.
proof-store: build
	$(BIN)/python -m tests.proofs.store indexes 1000,10000,100000,200000

# Every set of claims that may be seen: what is approved of the true, the false and the invented.
proof-claims: build
	for set in seen seen2 seen3 seen4 seen5 seen6; do $(BIN)/kb evaluate claims tests/gold/claims/$$set.jsonl; done

# What was measured on this build, for /kvalitet, some minutes: the seen halves of the judged sets; of cards and
# claims, whose weights are fitted to the seen ones, the kept half that was written last.
GOLD := tests/gold
quality: build
	$(BIN)/kb evaluate units $(GOLD)/units.json --into indexes
	$(BIN)/kb evaluate facts $(GOLD)/units.json --into indexes
	$(BIN)/kb evaluate quotes --into indexes
	$(BIN)/kb evaluate claims $(GOLD)/claims/kept6.jsonl --into indexes
	$(BIN)/kb evaluate queries $(GOLD)/judged/seen.jsonl --into indexes
	$(BIN)/kb evaluate cards $(GOLD)/cards/cards_w_kept.jsonl --into indexes
	$(BIN)/kb evaluate pairs $(GOLD)/cards/pairs_shown_kept.jsonl --into indexes
	cp indexes/current/quality.json corpus/quality.json

# What a query costs, beside its yardsticks in the same run.
bench: build
	$(BIN)/kb bench --indexes indexes

# What a query costs among 1,000 to 100,000 made units; figures and plot are left in indexes/growth.json and .svg.
# A million more, with 12 GB of memory and 20 of disk: make proof-growth SIZES=1000,10000,100000,1000000
SIZES ?= 1000,10000,100000
proof-growth: build
	$(BIN)/python -m tests.proofs.growth indexes $(SIZES)

# 200 variants by rule of judged queries: how stable the ranking is. Weights fitted with documents held out.
proof-variants: build
	$(BIN)/python -m tests.proofs.variants indexes 200 $(GOLD)/queries.jsonl

proof-fit: build
	$(BIN)/python -m tests.proofs.fit indexes document $(GOLD)/queries.jsonl $(GOLD)/judged/seen.jsonl

# The cues of cards: what they find in sets held out, and their weights fitted to all that may be seen.
proof-cards: build
	$(BIN)/python -m tests.proofs.cards indexes $(GOLD)/shelf/corpus $(wildcard $(GOLD)/cards/cards_*seen*.jsonl $(GOLD)/cards/strength_seen.jsonl)

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	test -z "$(TORCH_INDEX)" || $(BIN)/pip install --quiet --index-url $(TORCH_INDEX) \
		"$$(sed -n 's/^ *"\(torch==[^"]*\)".*/\1/p' pyproject.toml)"
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[build,test]'
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info
