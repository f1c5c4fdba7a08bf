# Two commands do everything: `make` regenerates every figure, `make test` passes every test.

DATASET ?= bundled
JOBS ?=
SWIFT ?= swift

# Kernels run about 1.6 times as fast with AVX2, and faster again with AVX-512; their numbers are the
# same with and without (docs/decisions/0002-build-flags.md).
HAS = $(if $(shell for f in $(1); do grep -qw $$f /proc/cpuinfo 2>/dev/null || echo no; done),,yes)
FLAGS ?= $(if $(call HAS,avx512f avx512bw avx512cd avx512dq avx512vl),-Xcc -march=x86-64-v4,$(\
  )$(if $(call HAS,avx2 fma bmi2),-Xcc -march=x86-64-v3))

# Tests have a build of their own, so that the two do not make each other build again.
TEST_BUILD := -c release -Xswiftc -enable-testing --scratch-path .build-test $(FLAGS)
COMMAND := .build/release/interneurons

# What a user names reaches the shell as it is, blanks, quotes and dollars too: by the environment.
override DATASET := $(value DATASET)
override JOBS := $(value JOBS)
override FROM := $(value FROM)
override FILTER := $(value FILTER)
export DATASET JOBS FROM FILTER
OPTIONS := --data-set "$$DATASET"
RUN_OPTIONS := $(OPTIONS) $${JOBS:+--jobs "$$JOBS"}
SWIFT_SOURCES := Package.swift Plugins Sources Tests Benchmarks/Package.swift Benchmarks/Sources \
  Fuzzing/Package.swift Fuzzing/Sources

.DEFAULT_GOAL := all
.PHONY: all setup build figures data report status compare audit test bench fuzz docs schema lint \
  format clean clean-store help

all: figures ## Set up, build, and regenerate every figure of DATASET (bundled)

setup: ## Install the C libraries and fonts that are missing
	@scripts/setup

build: setup ## Build the command, optimized
	@$(SWIFT) build -c release $(FLAGS) --product interneurons

figures: build ## Regenerate every figure whose inputs changed
	@$(COMMAND) run $(RUN_OPTIONS)

fig-%: build ## Regenerate one figure: make fig-shaping-fig2
	@$(COMMAND) run '$*' $(RUN_OPTIONS)

data: build ## Get the photographs of DATASET that are not there: make data DATASET=kodak
	@$(COMMAND) fetch "$$DATASET" $${FROM:+--from "$$FROM"}

report: build ## Write one page on all figures: figures/DATASET/index.html
	@$(COMMAND) report $(RUN_OPTIONS)

status: build ## Say what is up to date and what would run
	@$(COMMAND) status $(OPTIONS)

compare: build ## Compare the papers' values with ours, and rewrite the table in README.md
	@$(COMMAND) compare $(RUN_OPTIONS) --rewrite README.md

audit: build ## Check every byte of the store, and the figures against it
	@$(COMMAND) audit $(RUN_OPTIONS)

verify: build ## Check that the figures as they lie there are what this code makes here
	@$(COMMAND) verify $(RUN_OPTIONS)

test: setup ## Build and run all tests (KODAK_GRAY=folder adds those on the paper's photographs)
	@$(SWIFT) test $(TEST_BUILD) $${FILTER:+--filter "$$FILTER"}

bench: build ## Measure what users wait for against something plain, in one run
	@# Without its cache SwiftPM notices files that are new in a package beside it.
	@$(SWIFT) build -c release $(FLAGS) --package-path Benchmarks --disable-build-manifest-caching
	@BENCH_FLAGS="$(FLAGS)" Benchmarks/.build/release/bench

fuzz: setup ## Fuzz the readers of photographs and manifests (SECONDS=60 each)
	@scripts/fuzz $(or $(SECONDS),60)

docs: build ## Build the documentation of the libraries with DocC, in .build-docs
	@SWIFT="$(SWIFT)" FLAGS="-c release $(FLAGS)" scripts/docs

schema: build ## Write experiments/schema.json, which editors read, from the catalogue
	@$(COMMAND) validate --schema > experiments/schema.json.new
	@mv experiments/schema.json.new experiments/schema.json

lint: ## Check the format of the sources
	@$(SWIFT) format lint --strict --recursive $(SWIFT_SOURCES)

format: ## Format the sources
	@$(SWIFT) format --in-place --recursive $(SWIFT_SOURCES)

clean: ## Remove what was built; the store stays
	rm -rf .build .build-docs .build-test .build-fuzz Benchmarks/.build

clean-store: build ## Remove the store with all results, and nothing that is not the store's
	@$(COMMAND) gc --all --yes

help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "Variables: DATASET=name or path of a folder with PNG files, JOBS=number of parallel steps,"
	@echo "           FROM=folder or address that 'data' takes the files from, FILTER=which tests"
