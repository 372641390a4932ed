/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The provider table: which program sits on which kernel function, by fentry
 * where the kernel can and by kprobe where it cannot.
 */
#ifndef EFI_LATENCY_BPF_PROBES_H
#define EFI_LATENCY_BPF_PROBES_H

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "cli/collect/collector.h"
#include "cli/collect/kallsyms.h"

#define BPF_PROBES_MAX 96

struct bpf_probe {
	struct bpf_program *prog;
	struct bpf_link *link;
	const char *target;
	const char *kind;	/* "fentry", "fexit", "kprobe", "kretprobe", "tp_btf" */
	__u64 cookie;		/* kprobes only */
	char state[64];		/* "attached", or why not */
};

struct bpf_probes {
	struct bpf_object *obj;
	struct btf *btf;		/* the kernel's */
	const struct kallsyms *syms;
	bool fentry;			/* the kernel attaches fentry programs */
	bool efi;			/* attach the probes of EFI calls */
	bool depth;			/* the preemption depth can be read */
	bool windows;			/* chosen: the kernel has the preemptirq events */
	struct bpf_probe probes[BPF_PROBES_MAX];
	size_t cnt;
};

/*
 * Before load: chooses, and keeps from loading what the kernel lacks.
 * -ENOENT and *missing when a point that record cannot do without is absent.
 */
int bpf_probes_choose(struct bpf_probes *probes, const char **missing);
/* After load.  A probe that does not attach says so in its state. */
int bpf_probes_attach(struct bpf_probes *probes, const char **failed);
void bpf_probes_detach(struct bpf_probes *probes);
/* Fills a run_probe (pointers into probes, valid while it lives). */
void bpf_probes_describe(const struct bpf_probe *probe, struct run_probe *out);

#endif
