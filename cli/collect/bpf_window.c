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

/* As the kernel was compiled, its tracing may call itself its own caller. */
static bool is_tracing(const struct kallsyms *syms, uint64_t ip)
{
	static const char own[] = "trace_hardirqs_";
	char name[BPF_WINDOW_NAME_BYTES];

	bpf_window_place(syms, ip, name, sizeof(name));
	return !strncmp(name, own, sizeof(own) - 1);
}

/* "function <- caller", malloc'ed; sampled windows have no place. */
static char *edge(const struct kallsyms *syms, const struct window_event *ev, uint64_t ip,
		  uint64_t parent_ip)
{
	char name[BPF_WINDOW_NAME_BYTES], caller[BPF_WINDOW_NAME_BYTES];
	char *text;

	if (ev->flags & WINDOW_SAMPLED)
		return strdup("");
	bpf_window_place(syms, parent_ip, caller, sizeof(caller));
	if (ip == parent_ip || is_tracing(syms, ip))
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
		.begin_stack_id = RUN_NO_STACK,
		.end_stack_id = RUN_NO_STACK,
	};
	if (out->begin && out->end)
		return 0;
	bpf_window_free(out);
	return -ENOMEM;
}

/* Above who switched it lie tracing and the program that took the stack. */
static size_t switcher(const __u64 *stack, uint64_t ip, uint64_t parent_ip,
		       const struct kallsyms *syms)
{
	uint64_t wanted = is_tracing(syms, ip) ? parent_ip : ip;

	for (size_t i = 0; i < EVENT_STACK_LEN && stack[i]; i++)
		if (stack[i] == wanted || stack[i] == parent_ip)
			return i;
	return 0;
}

char *bpf_window_stack(const struct worst_window *worst, enum bpf_window_end which,
		       const struct kallsyms *syms)
{
	const struct window_event *ev = &worst->window;
	bool begin = which == BPF_WINDOW_BEGIN;
	const __u64 *stack = begin ? worst->begin_stack : worst->end_stack;
	size_t first = begin ? switcher(stack, ev->begin_ip, ev->begin_parent_ip, syms) :
			       switcher(stack, ev->end_ip, ev->end_parent_ip, syms);

	return syms ? kallsyms_stack(syms, stack + first, EVENT_STACK_LEN - first) : NULL;
}

void bpf_window_free(struct run_window *window)
{
	free(window->begin);
	free(window->end);
	window->begin = NULL;
	window->end = NULL;
}
