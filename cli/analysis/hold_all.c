// SPDX-License-Identifier: GPL-2.0-only
/* Times that took every CPU at once. */
#include <errno.h>
#include <stdlib.h>

#include "cli/analysis/hold.h"

#define CPU_MAX	65536
/*
 * What stops all CPUs lets them go together, up to how long each takes to
 * notice; CPUs that were masked at once by chance part at their own times.
 */
#define TOGETHER_NS	50000
#define TOGETHER_PART	10	/* of the time that they were stopped */

/* A CPU's gaps without a break, beginning or ending. */
struct edge {
	uint64_t ns;
	bool begin;
	unsigned int slot;	/* of the CPU, in the list */
	uint64_t end_ns;
};

struct cpus {
	unsigned int *number;	/* ascending */
	size_t cnt;
};

static int by_number(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a, y = *(const unsigned int *)b;

	return (x > y) - (x < y);
}

/* "0-3,5"; what is no such list has no CPUs. 0 or -ENOMEM. */
static int parse_cpus(const char *p, struct cpus *cpus)
{
	cpus->cnt = 0;
	cpus->number = malloc(CPU_MAX * sizeof(*cpus->number));
	if (!cpus->number)
		return -ENOMEM;
	while (*p >= '0' && *p <= '9') {
		char *end;
		unsigned long first = strtoul(p, &end, 10), last = first;

		if (*end == '-')
			last = strtoul(end + 1, &end, 10);
		if (last >= CPU_MAX || last < first || cpus->cnt + last - first >= CPU_MAX)
			break;
		while (first <= last)
			cpus->number[cpus->cnt++] = (unsigned int)first++;
		p = *end == ',' ? end + 1 : end;
	}
	if (*p)
		cpus->cnt = 0;
	qsort(cpus->number, cpus->cnt, sizeof(*cpus->number), by_number);
	return 0;
}

static int by_edge(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	if (x->ns != y->ns)
		return x->ns < y->ns ? -1 : 1;
	return (x->begin > y->begin) - (x->begin < y->begin);
}

/* Gaps that touch are one. */
static size_t find_edges(struct edge *edges, const struct segments *gaps, const struct cpus *cpus)
{
	size_t cnt = 0;

	for (size_t i = 0; i < gaps->cnt; i++) {
		const struct segment *first = &gaps->at[i];
		const unsigned int *number = bsearch(&first->cpu, cpus->number, cpus->cnt,
						     sizeof(*number), by_number);
		uint64_t end_ns;
		unsigned int slot;

		while (i + 1 < gaps->cnt && gaps->at[i + 1].cpu == first->cpu &&
		       gaps->at[i + 1].begin_ns == gaps->at[i].end_ns)
			i++;
		if (!number)
			continue;
		slot = (unsigned int)(number - cpus->number);
		end_ns = gaps->at[i].end_ns;
		edges[cnt++] = (struct edge){ first->begin_ns, true, slot, end_ns };
		edges[cnt++] = (struct edge){ end_ns, false, slot, end_ns };
	}
	qsort(edges, cnt, sizeof(*edges), by_edge);
	return cnt;
}

static void add_together(struct segments *out, uint64_t begin_ns, const uint64_t *ends_ns,
			 size_t cnt)
{
	uint64_t first_ns = ends_ns[0], last_ns = ends_ns[0], slack_ns;

	for (size_t i = 1; i < cnt; i++) {
		first_ns = ends_ns[i] < first_ns ? ends_ns[i] : first_ns;
		last_ns = ends_ns[i] > last_ns ? ends_ns[i] : last_ns;
	}
	slack_ns = (first_ns - begin_ns) / TOGETHER_PART;
	if (slack_ns < TOGETHER_NS)
		slack_ns = TOGETHER_NS;
	if (last_ns - first_ns <= slack_ns)
		out->at[out->cnt++] = (struct segment){ begin_ns, first_ns, 0, NULL };
}

static void sweep(struct segments *out, const struct edge *edges, size_t edge_cnt,
		  uint64_t *ends_ns, size_t cpu_cnt)
{
	size_t stopped = 0;

	for (size_t i = 0; i < edge_cnt; i++) {
		if (!edges[i].begin) {
			stopped--;
			continue;
		}
		ends_ns[edges[i].slot] = edges[i].end_ns;
		if (++stopped == cpu_cnt)
			add_together(out, edges[i].ns, ends_ns, cpu_cnt);
	}
}

int segments_on_all(const struct segments *gaps, const char *cpu_list, struct segments *out)
{
	struct edge *edges = malloc((2 * gaps->cnt + 1) * sizeof(*edges));
	struct cpus cpus;
	int err = parse_cpus(cpu_list, &cpus);
	uint64_t *ends_ns = calloc(cpus.cnt + 1, sizeof(*ends_ns));

	*out = (struct segments){ malloc((gaps->cnt + 1) * sizeof(*out->at)), 0 };
	if (err || !edges || !ends_ns || !out->at) {
		free(out->at);
		out->at = NULL;
		err = -ENOMEM;
	} else if (cpus.cnt > 1) {
		/* One CPU is always all of them: that says nothing. */
		sweep(out, edges, find_edges(edges, gaps, &cpus), ends_ns, cpus.cnt);
	}
	free(edges);
	free(ends_ns);
	free(cpus.number);
	return err;
}
