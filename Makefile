# Each target does its own set-up, which takes a tenth of a second when nothing is missing.
# GNU make ends with 2 whenever a step fails; the step's own status stands in its last line, "Error N".
.PHONY: help setup build drill nightly test bench lint lab-kind clean
.NOTPARALLEL:
.DEFAULT_GOAL := help
SHELL := /bin/bash

cache := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/firedrill
# Plain `swift build` lets an import through that Package.swift does not declare.
strict := --explicit-target-dependency-import-check error
firedrill := .build/release/firedrill
# Several control planes at once would only measure how two cores are shared.
on_the_machine := ^(IntegrationTests|ProvidersTests|ProbesTests|TransportTests)\.
# Their fakes are asked over sockets and have a second or two to answer.
by_themselves := ^(RecoveryTests\.|PowerTests\.|RunnerTests\.Cluster)
shell_files := $(wildcard scripts/*.sh scripts/lab-kind/*.sh scripts/lab-kind/node/usr/local/bin/*) .ci/run

help:
	@echo 'make drill     break a Kubernetes control plane, bring it back, and name the report (the smoke suite)'
	@echo 'make nightly   every drill that ships, two at a time (about fifteen minutes)'
	@echo 'make test      every test'
	@echo 'make bench     what it costs, each figure beside its target'
	@echo 'make lint      format and shell checks'
	@echo 'make build     the release build'
	@echo 'make lab-kind  what kind-shaped clusters are made of, without an image registry (docs/kind-lab.md; needs root)'
	@echo 'make setup     only bring in what is missing: Debian packages, tools, Kubernetes binaries'
	@echo 'make clean     remove .build and what runs wrote under reports/; the cache stays'
	@echo
	@echo 'Cache: $(cache)'

setup:
	@scripts/setup.sh

build: setup
	@echo 'Building firedrill (release)'
	@swift build -c release $(strict)

drill: build
	@echo 'Running the smoke suite'
	@$(firedrill) run Scenarios --select suite=smoke

nightly: build
	@echo 'Running the nightly suite'
	@$(firedrill) run Scenarios --select suite=nightly --parallel 2

test: setup
	@echo 'Building firedrill and its tests'
	@swift build --build-tests $(strict)
	@echo 'Running the tests that need no cluster'
	@scripts/test.sh --skip-build --disable-xctest --skip '$(on_the_machine)|$(by_themselves)'
	@scripts/test.sh --skip-build --disable-xctest --filter '$(by_themselves)'
	@echo 'Running the tests on real clusters and sockets, one at a time (about ten minutes)'
	@scripts/test.sh --skip-build --disable-xctest --no-parallel --filter '$(on_the_machine)'
	@echo 'Running the tests on a kind-shaped cluster, where a container engine can run'
	@scripts/lab-test.sh

bench: build
	@echo 'Running the benchmarks'
	@.build/release/firedrill-bench

lint:
	@echo 'Checking the format of the Swift code'
	@swift format lint --strict --recursive Sources Tests Package.swift
	@echo 'Checking the shell scripts'
	@for file in $(shell_files); do bash -n "$$file" || exit; done
	@if command -v shellcheck >/dev/null; then shellcheck --external-sources $(shell_files); \
	  else echo '(shellcheck is not installed: syntax only)'; fi

lab-kind: setup
	@scripts/lab-kind.sh images

clean:
	@echo 'Removing .build and the output of runs'
	@rm -rf .build
	@if [ -d reports ]; then find reports -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +; fi
	@echo 'The cache stays: $(cache)'
