// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "cli/collect/bpf_window.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bpf_window_place(const struct kallsyms *syms, uint64_t ip, char *name, size_t bytes)
{
	if (!ip)
		snprintf(name, bytes, "%s", RUN_WINDOW_FROM_IDLE);
	else if (syms)
		kallsyms_name(syms, ip, name, bytes);
	else
		snprintf(name, bytes, "0x%llx", (unsigned long long)ip);
}

/*
 * "function <- caller", malloc'ed; sampled windows have no place.  Interrupts
 * are always switched by the tracing function itself: the caller says it all.
 */
static char *edge(const struct kallsyms *syms, const struct window_event *ev, uint64_t ip,
		  uint64_t parent_ip)
{
	char name[BPF_WINDOW_NAME_BYTES], caller[BPF_WINDOW_NAME_BYTES];
	char *text;

	if (ev->flags & WINDOW_SAMPLED)
		return strdup("");
	bpf_window_place(syms, parent_ip, caller, sizeof(caller));
	if (ev->kind == WINDOW_IRQ_OFF || ip == parent_ip)
		return strdup(caller);
	bpf_window_place(syms, ip, name, sizeof(name));
	return asprintf(&text, "%s <- %s", name, caller) < 0 ? NULL : text;
}

int bpf_window_convert(const struct window_event *ev, const struct kallsyms *syms,
		       struct run_window *out)
{
	*out = (struct run_window){
		.ev = *ev,
		.begin = edge(syms, ev, ev->begin_ip, ev->begin_parent_ip),
		.end = edge(syms, ev, ev->end_ip, ev->end_parent_ip),
		.stack_id = RUN_NO_STACK,
	};
	if (out->begin && out->end)
		return 0;
	bpf_window_free(out);
	return -ENOMEM;
}

void bpf_window_free(struct run_window *window)
{
	free(window->begin);
	free(window->end);
	window->begin = NULL;
	window->end = NULL;
}
