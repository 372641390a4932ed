/* SPDX-License-Identifier: GPL-2.0-only */
/* The probes' evidence: read by CPU, filtered, with symbols, into the sink. */
#ifndef EFI_LATENCY_BPF_EVIDENCE_H
#define EFI_LATENCY_BPF_EVIDENCE_H

#include "cli/collect/collector.h"
#include "cli/collect/kallsyms.h"

struct bpf_evidence;

/* map_fd: the perf event array. 0 or a negative errno. */
int bpf_evidence_open(int map_fd, const struct kallsyms *syms, const struct collector_sink *sink,
		      struct bpf_evidence **evidence);
void bpf_evidence_close(struct bpf_evidence *evidence);
/* Reads what is there; late wakeups reach the sink at the read after. */
int bpf_evidence_read(struct bpf_evidence *evidence);
int bpf_evidence_finish(struct bpf_evidence *evidence);
int bpf_evidence_give_since(struct bpf_evidence *evidence, uint64_t from_ns);
uint64_t bpf_evidence_unstored(const struct bpf_evidence *evidence);
uint64_t bpf_evidence_cut(const struct bpf_evidence *evidence);

/* The switches from from_ns on of a flight recorder with cnt entries a CPU. */
int bpf_flight_read(int map_fd, unsigned int cnt, uint64_t from_ns,
		    const struct collector_sink *sink);

#endif
