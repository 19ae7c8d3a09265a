# One command for each thing a developer does. Each does its own set-up; `.ci/set-up` knows when there is none to do.
# Nine environments: .venv for development, .docs for the site, .browser for the explorer's tests, .exports for those with
# the readers of other formats, .mcp for those of the doors, .memory for memories of others, .spark for those of segments
# and runners, .fuzz for the search for inputs that hurt, and .demo with the core alone, which shows that it is enough.

TESTED := dev,cli,sign,prov,echo,postgres
PYTHON := .venv/bin/python
ARGS :=
SECONDS := 60
# What walks every function, format and example: some of those need what only `make test-exports` has.
WALKS := $(addprefix tests/words/test_surfaces.py::,test_exports_say_what_was_said test_pictures_say_what_was_said) \
    $(addprefix tests/cli/,test_keeping.py test_plotting.py test_annotating.py test_help.py::test_every_example_runs) \
    tests/knowledge/test_unreadable_times.py tests/accelerate/test_table.py tests/test_any_function.py tests/test_any_method.py
LARGE := 10000000

# Hundreds of tests start programs, each of which would be compiled anew where this is set.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test test-chaos test-postgres postgres fuzz test-browser test-mcp test-exports test-spark test-cluster lint format cover bench bench-large bench-memory docs constraints dist clean venv

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo:  ## what was known on June 27 and on October 25, side by side (installs the core only; keeps its log in build/)
	@sh .ci/set-up .demo
	@mkdir -p build && rm -f build/demo.db build/demo.db-* build/demo.db.*
	@.demo/bin/python examples/then_and_now.py --log build/demo.db

test: lint  ## lint, then run the tests, a worker a core (ARGS="-k times" for some of them, "-n 0" for one process)
	$(PYTHON) -m pytest -n auto --dist worksteal $(ARGS)

test-chaos: venv  ## the long versions of the searches for damage, strangers and crashes (an hour)
	$(PYTHON) -m pytest -m "chaos and not postgres" $(ARGS)
	@sh .ci/postgres
	$(PYTHON) tests/postgres_server.py $(PYTHON) -m pytest -m "chaos and postgres" tests/postgres $(ARGS)

test-postgres: venv  ## the tests of logs on a PostgreSQL server, which they start and stop (apt installs it where this is root)
	@sh .ci/postgres
	@HYPOTHESIS_PROFILE=$${HYPOTHESIS_PROFILE:-quick} $(PYTHON) tests/postgres_server.py $(PYTHON) -m pytest \
	    -m "not chaos" -k postgres tests/log tests/transfer tests/faults tests/postgres $(ARGS)

postgres: venv  ## a server of one's own with an empty log, until Ctrl-C; prints its address (kept in build/postgres)
	@sh .ci/postgres
	@$(PYTHON) tests/postgres_server.py --keep build/postgres

fuzz:  ## throw bytes at each reader of what strangers write (SECONDS=60 each; ARGS="time csv" for some); findings in build/fuzz
	@sh .ci/set-up .fuzz dev,sign,html,fuzz || sh .ci/set-up .fuzz dev,sign,html
	@.fuzz/bin/python tools/fuzz.py --seconds $(SECONDS) $(ARGS)

test-browser:  ## the tests of the explorer in Chromium, which apt installs where this is root
	@sh .ci/chromium
	@sh .ci/set-up .browser dev,browser
	@.browser/bin/python -m pytest -m browser tests/browser $(ARGS)

test-mcp:  ## the tests of the doors for agents (official client, the protocol's own suite where npm is) and programs (HTTP)
	@sh .ci/set-up .mcp dev,cli,doors
	@sh .ci/conformance
	@.mcp/bin/python -m pytest -m mcp tests/mcp tests/serve $(ARGS)

test-exports:  ## the tests of exports, imports and web pages, with the other side's own readers
	@sh .ci/icu
	@sh .ci/set-up .exports dev,exports,ftm,sign,echo
	@if command -v npm >/dev/null && [ ! -d build/ajv/node_modules/ajv ]; then \
		npm install --silent --no-audit --no-fund --prefix build/ajv ajv@8 >/dev/null || echo "npm can't install ajv here: its test is skipped" >&2; fi
	@.exports/bin/python -m pytest tests/export tests/reports tests/capture tests/fuzz tests/proposals/test_schema.py $(WALKS) \
	    $(ARGS)

test-spark:  ## the tests of segments, of tables over them, and of their runners, Spark (local) among them (apt installs Java)
	@sh .ci/java
	@sh .ci/postgres || echo "the test of a log on a server is skipped" >&2
	@sh .ci/set-up .spark dev,cli,lake,polars,spark,cluster,ducklake,postgres
	@PYSPARK_PYTHON=$(CURDIR)/.spark/bin/python .spark/bin/python -m pytest -m "not cluster" tests/mergeable tests/segments \
	    tests/runners $(ARGS)

test-cluster:  ## the same answers from Dask over TCP, Spark standalone and Connect, a worker killed (EVENTLOG_CLAIMS=1000000: large)
	@sh .ci/java
	@sh .ci/set-up .spark dev,cli,lake,polars,spark,cluster,ducklake,postgres
	@PYSPARK_PYTHON=$(CURDIR)/.spark/bin/python .spark/bin/python -m pytest -m cluster tests/runners $(ARGS)

lint: venv  ## ruff, its formatter, and mypy --strict on src
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy

format: venv  ## let ruff mend and lay out what it can
	$(PYTHON) -m ruff check --fix
	$(PYTHON) -m ruff format

cover: venv  ## run the tests and list the lines and branches that none of them reached
	$(PYTHON) -m pytest --cov --cov-report=term $(ARGS)

bench: venv  ## measure how fast it is, beside bare SQLite and others, and write docs/performance.md (half an hour)
	@sh benchmarks/log/set_up.sh
	@build/bench-venv/bin/python benchmarks/log/measure.py
	@$(PYTHON) tools/performance_page.py
	@failed=; for script in benchmarks/*.py; do echo "$$script"; python=$(PYTHON); \
	    if [ "$$script" = benchmarks/explore.py ] && [ -x .browser/bin/python ]; then python=.browser/bin/python; fi; \
	    if [ "$$script" = benchmarks/start_mcp.py ] && [ -x .mcp/bin/python ]; then python=.mcp/bin/python; fi; \
	    if [ "$$script" = benchmarks/lake.py ] && [ -x .spark/bin/python ]; then python=.spark/bin/python; fi; \
	    PYTHONPATH=tests $$python "$$script" || failed="$$failed $$script"; done; \
	    if [ -n "$$failed" ]; then echo "failed:$$failed" >&2; exit 1; fi

bench-large:  ## the same questions of ten million claims, and twenty million in segments (hours, 20 GB in build/bench; LARGE=200000)
	@sh benchmarks/log/set_up.sh
	@build/bench-venv/bin/python benchmarks/log/measure.py --large $(LARGE) --rounds 3 --only ask,growth
	@$(PYTHON) tools/performance_page.py
	@sh .ci/set-up .spark dev,cli,lake,polars,spark,cluster,ducklake,postgres
	@.spark/bin/python benchmarks/log/lake_large.py $$((2 * $(LARGE)))
	@du -sh build/bench | sed 's/$$/: logs that are kept for the next run; make clean removes them/'

bench-memory:  ## the Agent Memory Atlas's tests that need no model, over this log and others' memories (ARGS=--write: the page)
	@sh benchmarks/memory/set_up.sh
	@.memory/bin/python benchmarks/memory/measure.py $(ARGS)

docs:  ## build the pages of docs/ as a site into build/docs; a warning is an error
	@sh .ci/set-up .docs docs
	@.docs/bin/python -m sphinx -W --keep-going -q -b html docs build/docs
	@echo "build/docs/index.html"

constraints:  ## resolve all requirements anew and pin in constraints.txt what came out
	@rm -rf build/constraints
	@sh .ci/set-up build/constraints $(TESTED),docs,browser,exports,ftm,doors,lake,spark,cluster,ducklake new
	@build/constraints/bin/python .ci/pins >build/constraints.txt
	@mv build/constraints.txt constraints.txt
	@git --no-pager diff --stat -- constraints.txt

dist: venv  ## build the wheel and the source archive into dist/
	$(PYTHON) -m build

clean:  ## remove everything that the other commands made
	rm -rf .venv .demo .docs .browser .exports .fuzz .mcp .memory .spark build dist htmlcov .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

venv:  ## set up the environment for development in .venv
	@sh .ci/set-up .venv $(TESTED)
