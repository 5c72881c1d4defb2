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
PUBLISH := publish -c Release -r linux-x64 -p:CppCompilerAndLinker=$(CURDIR)/build/link --verbosity quiet
PUBLISH_DOMAR   := $(PUBLISH) src/Runtime -o out/publish
PUBLISH_INSTALL := $(PUBLISH) src/Installer -o out/publish-install

props   := Directory.Build.props Directory.Packages.props global.json .editorconfig
files_in = $(shell find $(1) -type f -not -path '*/bin/*' -not -path '*/obj/*')
shared  := $(call files_in,src/Core src/HostTools) $(wildcard src/*.txt) $(props)
sources := $(call files_in,src/Runtime) $(shared)
install := $(call files_in,src/Installer) $(shared)
demo    := $(shell find image/demo image/lib/debs -type f)
builder := $(call files_in,image/Builder src/Core) $(props)
VARIANT ?= default

.PHONY: help setup build iso recipe-check update-packages reproduce test check soak lint aot bench bench-image bench-install run run-standalone clean

help: ## Explain each target
	@echo "Domar: a virtualization host. Targets:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## Install what the build needs and this system lacks (apt, as root)
	@build/setup

build: setup out/bin/domar out/bin/domar-install ## Build the native binaries: out/bin/domar and out/bin/domar-install

out/bin/domar: $(sources) | setup
	@mkdir -p out/bin
	@echo "domar: compiling to native code (a minute or two the first time)"
	@$(DOTNET) $(PUBLISH_DOMAR)
	@install -m 755 out/publish/domar out/bin/domar.new && mv out/bin/domar.new out/bin/domar
	@echo "out/bin/domar: $$(du -h out/bin/domar | cut -f1)"

out/bin/domar-install: $(install) | setup
	@mkdir -p out/bin
	@echo "domar-install: compiling to native code"
	@$(DOTNET) $(PUBLISH_INSTALL)
	@install -m 755 out/publish-install/domar-install out/bin/domar-install.new && mv out/bin/domar-install.new out/bin/domar-install
	@echo "out/bin/domar-install: $$(du -h out/bin/domar-install | cut -f1)"

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
test soak: export DOMAR_INSTALL_BINARY := $(CURDIR)/out/bin/domar-install
# Tests want an image also on the day after the mirror has replaced a package of the lock; the build says so then.
test soak: export DOMAR_LOCK ?= newest

test: iso out/demo/domar-demo.qcow2 ## Build everything, run all tests (except the soak suites)
	@build/test

check: recipe-check ## Quick part of the tests, without the native binaries and the image: Core, HostTools, the installer, the image's tool
	@build/test tests/Core.Tests tests/HostTools.Tests tests/Installer.Tests tests/Builder.Tests

soak: iso out/demo/domar-demo.qcow2 ## All tests, whole: boots, installs, power cuts, 1000 kills, random sequences (hours; with the same DOMAR_SOAK_SEED=N it goes on where it ended)
	@SOAK_SETUP=1 build/setup
	@DOMAR_SOAK=1 DOMAR_SOAK_KILLS=1000 DOMAR_FUZZ_SEED=random build/test

lint: setup ## Formatting, analyzers and shell scripts, warnings as errors
	@build/lint

aot: setup ## Compile to native code from scratch; fail on any trimming or AOT warning
	@mkdir -p out/bin
	@rm -rf src/*/obj/Release src/*/bin/Release
	@$(DOTNET) $(PUBLISH_DOMAR) > out/aot.log 2>&1 || { cat out/aot.log; exit 1; }
	@$(DOTNET) $(PUBLISH_INSTALL) >> out/aot.log 2>&1 || { cat out/aot.log; exit 1; }
	@! grep -E 'warning IL[23][0-9]{3}' out/aot.log
	@install -m 755 out/publish/domar out/bin/domar.new && mv out/bin/domar.new out/bin/domar
	@install -m 755 out/publish-install/domar-install out/bin/domar-install.new && mv out/bin/domar-install.new out/bin/domar-install
	@for each in domar domar-install; do echo "out/bin/$$each: $$(stat -c %s out/bin/$$each) bytes, no IL2xxx or IL3xxx warning"; done

bench: build ## Measure against bare QEMU and libvirt in one run; writes out/bench.json
	@BENCH_SETUP=1 build/setup
	@bench/run

bench-image: iso ## Measure image sizes, build and boot against a plain Debian in one run; writes out/bench-image.json
	@bench/run-image

bench-install: iso ## Measure installing beside dd on the same virtual disks, and planning; writes out/bench-install.json
	@bench/run-install

run: iso ## Build the ISO and boot it in QEMU: the appliance coming up on its serial console (ARGS="--uefi --usb": build/run)
	@build/run $(ARGS)

run-standalone: build out/demo/domar-demo.qcow2 ## Start the daemon in ./run and a demo VM in it; shows its console
	@build/run-standalone

clean: ## Remove what was built (not ./run, where guests live)
	@rm -rf out
	@find src tests bench -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
