# SPDX-License-Identifier: GPL-2.0-only
#
# make              build/efi-latency for this machine
# make static       build/{arm64,x86_64}/efi-latency, static, for the lab
# sudo make demo    the main job, in the lab
# sudo make check   the tests
# sudo make demo KERNEL=patched    the same with our kernels, base and preempt
# sudo make check-kernel           the tests of these
# sudo make bench   what recording costs, beside other tools; BENCH_S=60 for longer
# sudo make install

.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += -r
.DEFAULT_GOAL := all

HOST := $(patsubst aarch64,arm64,$(shell uname -m))

CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Werror -Wno-missing-field-initializers
C_FLAGS = -std=gnu11 $(CFLAGS) $(WARNINGS) -I. -MMD -MP
CLANG ?= clang
BPFTOOL ?= $(shell command -v bpftool || echo /usr/sbin/bpftool)
LIBS := -lbpf -lelf -lsqlite3 -ljson-c -lz -lpthread -lm -ldl

CLI_SRC := $(sort $(wildcard cli/*.c cli/*/*.c reports/*.c))
BPF_SUBJECTS := efi sched irq timer preempt

# $(1) build folder, $(2) compiler, $(3) BPF target, $(4) its C headers, $(5) link flags
define variant
$(1)/bpf/%.bpf.o: bpf/%.bpf.c
	@mkdir -p $$(@D)
	$$(CLANG) -O2 -g -target bpf -Wall -Wextra -Werror -Wno-unused-parameter \
		-D__TARGET_ARCH_$(3) $(4) -Ibpf -MMD -MP -c $$< -o $$@

$(1)/skel/recorder.bpf.o: $(BPF_SUBJECTS:%=$(1)/bpf/%.bpf.o)
	@mkdir -p $$(@D)
	$$(BPFTOOL) gen object $$@ $$^

$(1)/skel/calibrate.bpf.o: $(1)/bpf/calibrate.bpf.o
	@mkdir -p $$(@D)
	cp $$< $$@

$(1)/skel/%.skel.h: $(1)/skel/%.bpf.o
	$$(BPFTOOL) gen skeleton $$< name $$*_bpf > $$@

$(1)/obj/%.o: %.c | $(1)/skel/recorder.skel.h $(1)/skel/calibrate.skel.h
	@mkdir -p $$(@D)
	$(2) $$(C_FLAGS) -I$(1)/skel -c $$< -o $$@

$(1)/obj/cli/collect/bpf_collector.o: $(1)/skel/recorder.skel.h
$(1)/obj/cli/collect/bpf_calibrate.o: $(1)/skel/calibrate.skel.h

# The gnuplot script is part of the program.
$(1)/obj/reports/chart.o: reports/compare.gp

-include $(BPF_SUBJECTS:%=$(1)/bpf/%.bpf.d) $(1)/bpf/calibrate.bpf.d
-include $(CLI_SRC:%.c=$(1)/obj/%.d)
endef

$(eval $(call variant,build/host,$(CC),$(HOST:x86_64=x86),-I/usr/include/$(shell $(CC) -print-multiarch 2>/dev/null)))

build/efi-latency: $(CLI_SRC:%.c=build/host/obj/%.o)
	$(CC) $(CFLAGS) $(LDFLAGS) $^ -o $@ $(LIBS)

CC_arm64 := aarch64-linux-gnu-gcc
CC_x86_64 := x86_64-linux-gnu-gcc
BPF_TARGET_arm64 := arm64
BPF_TARGET_x86_64 := x86
BPF_INCLUDE_arm64 := -I/usr/aarch64-linux-gnu/include -I/usr/include/aarch64-linux-gnu
BPF_INCLUDE_x86_64 := -I/usr/include/x86_64-linux-gnu

define static_variant
$(call variant,build/$(1),$(CC_$(1)),$(BPF_TARGET_$(1)),$(BPF_INCLUDE_$(1)))

build/$(1)/efi-latency: $(CLI_SRC:%.c=build/$(1)/obj/%.o)
	$(CC_$(1)) -static $$(CFLAGS) -Wl,--no-warnings $$^ -o $$@ $(LIBS)
endef

$(foreach arch,arm64 x86_64,$(eval $(call static_variant,$(arch))))

all: build/efi-latency
static: build/arm64/efi-latency build/x86_64/efi-latency

# Tests in C: everything but the program's main and the rooms that need the skeletons.
UNIT := $(patsubst tests/unit/%.c,build/unit/%,$(wildcard tests/unit/test_*.c))
UNIT_OBJ := $(patsubst %.c,build/host/obj/%.o,$(filter-out cli/main.c cli/cmd_%.c \
	cli/collect/bpf_%.c cli/record/%.c,$(CLI_SRC)))

build/unit/%: tests/unit/%.c $(UNIT_OBJ)
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) $(filter %.c %.o,$^) -o $@ -lcmocka $(LIBS)

-include $(UNIT:%=%.d)
unit: $(UNIT)

# Programs of the benchmark: for this machine, and static for the lab's guest.
BENCH_arm64 := $(addprefix build/bench/arm64/,attach pairs preemptirq.bpf.o pairs.bpf.o)
BENCH := build/bench/attach build/bench/sched.bpf.o $(BENCH_arm64)
BENCH_CLANG = $(CLANG) -O2 -g -target bpf -Wall -Wextra -Werror -Wno-unused-parameter \
	-Ibpf -MMD -MP

build/bench/arm64/%.bpf.o: tests/bench/%.bpf.c
	@mkdir -p $(@D)
	$(BENCH_CLANG) -D__TARGET_ARCH_arm64 $(BPF_INCLUDE_arm64) -c $< -o $@

build/bench/%.bpf.o: tests/bench/%.bpf.c
	@mkdir -p $(@D)
	$(BENCH_CLANG) -D__TARGET_ARCH_$(HOST:x86_64=x86) \
		-I/usr/include/$(shell $(CC) -print-multiarch) -c $< -o $@

build/bench/arm64/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(CC_arm64) -static $(C_FLAGS) -Wl,--no-warnings $< -o $@ -lbpf -lelf -lz

build/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) $< -o $@ -lbpf -lelf -lz

-include $(addsuffix .d,$(basename $(BENCH)))
bench-programs: $(BENCH)

demo:
	@scripts/demo $(KERNEL)

check:
	@scripts/check

# The patched kernels; a first build of them takes minutes.
check-kernel:
	@scripts/install-packages build lab check kernel
	@scripts/check-kernel

# Measures and judges nothing but its own targets; takes minutes.
bench:
	@BENCH_S=$(BENCH_S) BENCH_ROUNDS=$(BENCH_ROUNDS) scripts/bench

PREFIX ?= /usr/local
install: all
	install -D -m 0755 build/efi-latency $(DESTDIR)$(PREFIX)/sbin/efi-latency
	for page in docs/man/*.1; do \
		install -D -m 0644 $$page $(DESTDIR)$(PREFIX)/share/man/man1/$${page##*/}; \
	done

clean:
	rm -rf build out

.PHONY: all static unit demo check check-kernel bench bench-programs install clean
.SECONDARY:
