# Domar's builds and checks. `make help` explains each.

SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_SKIP_FIRST_TIME_EXPERIENCE := 1
# Without it the SDK asks for libicu, which a small system lacks; nothing here depends on a language's rules.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT := 1
export LC_ALL := C.UTF-8

# dotnet writes into the same obj folders from every target: one at a time, also under make -j.
DOTNET := flock out/.dotnet.lock dotnet
PUBLISH := publish src/Runtime -c Release -r linux-x64 -o out/publish -p:CppCompilerAndLinker=$(CURDIR)/build/link --verbosity quiet

props   := Directory.Build.props Directory.Packages.props global.json .editorconfig
sources := $(shell find src -type f -not -path '*/bin/*' -not -path '*/obj/*') $(props)
demo    := $(shell find image/demo image/lib/debs -type f)
builder := $(shell find image/Builder -type f -not -path '*/bin/*' -not -path '*/obj/*') $(props)
VARIANT ?= default

.PHONY: help setup build iso recipe-check update-packages reproduce test check soak lint aot bench bench-image run run-standalone clean

help: ## Explain each target
	@echo "Domar: a virtualization host. Targets:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## Install what the build needs and this system lacks (apt, as root)
	@build/setup

build: setup out/bin/domar ## Build out/bin/domar, the native binary

out/bin/domar: $(sources) | setup
	@mkdir -p out/bin
	@echo "domar: compiling to native code (a minute or two the first time)"
	@$(DOTNET) $(PUBLISH)
	@cp src/Runtime/bin/Release/net10.0/linux-x64/native/domar.link out/publish/
	@install -m 755 out/publish/domar out/bin/domar.new && mv out/bin/domar.new out/bin/domar
	@echo "out/bin/domar: $$(du -h out/bin/domar | cut -f1)"

out/demo/domar-demo.qcow2: $(demo) | setup
	@image/demo/build

out/bin/domar-image: $(builder) | setup
	@mkdir -p out/bin
	@$(DOTNET) publish image/Builder -c Release -o out/builder --verbosity quiet
	@ln -sfn ../builder/domar-image out/bin/domar-image && touch -h out/bin/domar-image

iso: build out/bin/domar-image ## Build the bootable ISO from recipes/: out/domar-VERSION.iso (VARIANT=minimal, no-zfs: others)
	@image/build --variant $(VARIANT)

recipe-check: out/bin/domar-image ## Check recipes/ and their variants; every problem with file and line
	@out/bin/domar-image check

update-packages: out/bin/domar-image ## Lock the newest Debian packages: recipes/packages.lock
	@image/update-packages

reproduce: build out/bin/domar-image ## Build root and ISO twice from the lock, in different folders, and compare them (ZFS=1: its modules too)
	@image/reproduce $(if $(ZFS),--zfs)

# The end-to-end tests run the program that users get, not the one that the JIT compiles.
test soak: export DOMAR_BINARY := $(CURDIR)/out/bin/domar
# Tests want an image also on the day after the mirror has replaced a package of the lock; the build says so then.
test soak: export DOMAR_LOCK ?= newest

test: iso out/demo/domar-demo.qcow2 ## Build everything, run all tests (except the soak suites)
	@build/test

check: recipe-check ## Quick part of the tests, without the native binary and the image: Core, HostTools, the image's tool
	@build/test tests/Core.Tests tests/HostTools.Tests tests/Builder.Tests

soak: iso out/demo/domar-demo.qcow2 ## The tests with the whole boot matrix, 1000 kills of the daemon and of writers, and new random sequences
	@DOMAR_SOAK=1 DOMAR_SOAK_KILLS=1000 DOMAR_FUZZ_SEED=random build/test

lint: setup ## Formatting, analyzers and shell scripts, warnings as errors
	@build/lint

aot: setup ## Compile to native code from scratch; fail on any trimming or AOT warning
	@mkdir -p out/bin
	@rm -rf src/*/obj/Release src/*/bin/Release
	@$(DOTNET) $(PUBLISH) > out/aot.log 2>&1 || { cat out/aot.log; exit 1; }
	@! grep -E 'warning IL[23][0-9]{3}' out/aot.log
	@cp src/Runtime/bin/Release/net10.0/linux-x64/native/domar.link out/publish/
	@install -m 755 out/publish/domar out/bin/domar.new && mv out/bin/domar.new out/bin/domar
	@echo "out/bin/domar: $$(stat -c %s out/bin/domar) bytes ($$(du -h out/bin/domar | cut -f1)), no IL2xxx or IL3xxx warning"

bench: build ## Measure against bare QEMU and libvirt in one run; writes out/bench.json
	@BENCH_SETUP=1 build/setup
	@bench/run

bench-image: iso ## Measure image sizes, build and boot against a plain Debian in one run; writes out/bench-image.json
	@bench/run-image

run: iso ## Build the ISO and boot it in QEMU: the appliance coming up on its serial console (ARGS="--uefi --usb": build/run)
	@build/run $(ARGS)

run-standalone: build out/demo/domar-demo.qcow2 ## Start the daemon in ./run and a demo VM in it; shows its console
	@build/run-standalone

clean: ## Remove what was built (not ./run, where guests live)
	@rm -rf out
	@find src tests bench -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
