// SPDX-License-Identifier: GPL-2.0-only
#include "cli/run/run.h"

#include <stdlib.h>
#include <string.h>

static const char *const service_names[EFI_SERVICE_CNT] = {
	[EFI_SERVICE_UNKNOWN] = "UNKNOWN",
	[EFI_SERVICE_GET_TIME] = "GET_TIME",
	[EFI_SERVICE_SET_TIME] = "SET_TIME",
	[EFI_SERVICE_GET_WAKEUP_TIME] = "GET_WAKEUP_TIME",
	[EFI_SERVICE_SET_WAKEUP_TIME] = "SET_WAKEUP_TIME",
	[EFI_SERVICE_GET_VARIABLE] = "GET_VARIABLE",
	[EFI_SERVICE_GET_NEXT_VARIABLE] = "GET_NEXT_VARIABLE",
	[EFI_SERVICE_SET_VARIABLE] = "SET_VARIABLE",
	[EFI_SERVICE_QUERY_VARIABLE_INFO] = "QUERY_VARIABLE_INFO",
	[EFI_SERVICE_GET_NEXT_HIGH_MONO_COUNT] = "GET_NEXT_HIGH_MONO_COUNT",
	[EFI_SERVICE_RESET_SYSTEM] = "RESET_SYSTEM",
	[EFI_SERVICE_UPDATE_CAPSULE] = "UPDATE_CAPSULE",
	[EFI_SERVICE_QUERY_CAPSULE_CAPS] = "QUERY_CAPSULE_CAPS",
	[EFI_SERVICE_ACPI_PRM_HANDLER] = "ACPI_PRM_HANDLER",
};

static const char *const loss_names[LOSS_CNT] = {
	[LOSS_RINGBUF_FULL] = "ringbuf_full",
	[LOSS_CALL_TABLE_FULL] = "call_table_full",
	[LOSS_UNPAIRED_ENTRY] = "unpaired_entry",
	[LOSS_UNPAIRED_EXIT] = "unpaired_exit",
	[LOSS_FOREIGN_WORK] = "foreign_work",
	[LOSS_WAKEUP_SLOT] = "wakeup_slot",
	[LOSS_CLOCK_BACKWARDS] = "clock_backwards",
	[LOSS_EVIDENCE_FULL] = "evidence_full",
	[LOSS_PLACE_FULL] = "place_full",
};

static const char *const hist_source_names[RUN_HIST_SOURCE_CNT] = {
	[RUN_HIST_WAKEUP] = "wakeup",
	[RUN_HIST_VICTIM] = "victim",
	[RUN_HIST_IRQ] = "irq",
	[RUN_HIST_PREEMPT_OFF] = "preempt_off",
	[RUN_HIST_IRQ_OFF] = "irq_off",
	[RUN_HIST_PREEMPT_OFF_SAMPLED] = "preempt_off_sampled",
};

const char *efi_service_name(unsigned int service)
{
	return service_names[service < EFI_SERVICE_CNT ? service : EFI_SERVICE_UNKNOWN];
}

const char *loss_name(unsigned int loss)
{
	return loss < LOSS_CNT ? loss_names[loss] : "unknown";
}

const char *wakeup_class_name(unsigned int klass)
{
	return klass == WAKEUP_RT ? "rt" : "fair";
}

const char *window_kind_name(unsigned int kind)
{
	return kind == WINDOW_PREEMPT_OFF ? "preempt_off" : "irq_off";
}

const char *run_hist_source_name(enum run_hist_source source)
{
	return (unsigned int)source < RUN_HIST_SOURCE_CNT ? hist_source_names[source] : "unknown";
}

const char *run_fact(const struct run *run, const char *key)
{
	for (size_t i = 0; i < run->fact_cnt; i++)
		if (!strcmp(run->facts[i].key, key))
			return run->facts[i].value;
	return NULL;
}

static uint64_t counter_value(const struct run_counter *counters, size_t cnt, const char *name)
{
	for (size_t i = 0; i < cnt; i++)
		if (!strcmp(counters[i].name, name))
			return counters[i].value;
	return 0;
}

uint64_t run_loss(const struct run *run, const char *name)
{
	return counter_value(run->losses, run->loss_cnt, name);
}

uint64_t run_counter(const struct run *run, const char *name)
{
	return counter_value(run->counters, run->counter_cnt, name);
}

bool run_has_counter(const struct run *run, const char *name)
{
	for (size_t i = 0; i < run->counter_cnt; i++)
		if (!strcmp(run->counters[i].name, name))
			return true;
	return false;
}

void hist_merge(struct hist *into, const struct hist *from)
{
	if (!from->count)
		return;
	if (!into->count || from->min_ns < into->min_ns)
		into->min_ns = from->min_ns;
	if (from->max_ns > into->max_ns)
		into->max_ns = from->max_ns;
	into->count += from->count;
	into->sum_ns += from->sum_ns;
	into->overflow += from->overflow;
	for (unsigned int bin = 0; bin < HIST_BINS; bin++)
		into->bins[bin] += from->bins[bin];
}

static void free_probe(struct run_probe *probe)
{
	free(probe->name);
	free(probe->target);
	free(probe->kind);
	free(probe->state);
}

static void free_meta(struct run *run)
{
	free(run->note);
	free(run->command);
	free(run->recorder);
	free(run->options);
}

void run_drop_hists(struct run *run)
{
	free(run->hists);
	run->hists = NULL;
	run->hist_cnt = 0;
}

static void free_counters(struct run_counter *counters, size_t cnt)
{
	for (size_t i = 0; i < cnt; i++)
		free(counters[i].name);
	free(counters);
}

static void free_facts(struct run *run)
{
	for (size_t i = 0; i < run->fact_cnt; i++) {
		free(run->facts[i].key);
		free(run->facts[i].value);
	}
	free(run->facts);
}

static void free_evidence(struct run *run)
{
	for (size_t i = 0; i < run->place_cnt; i++)
		free(run->places[i].symbol);
	for (size_t i = 0; i < run->window_cnt; i++) {
		free(run->windows[i].begin);
		free(run->windows[i].end);
	}
	free(run->places);
	free(run->windows);
	free(run->gaps);
	free(run->lates);
	free(run->switches);
}

void run_free(struct run *run)
{
	if (!run)
		return;
	free_meta(run);
	free_facts(run);
	free_counters(run->losses, run->loss_cnt);
	free_counters(run->counters, run->counter_cnt);
	for (size_t i = 0; i < run->probe_cnt; i++)
		free_probe(&run->probes[i]);
	for (size_t i = 0; i < run->stack_cnt; i++)
		free(run->stacks[i].frames);
	free(run->probes);
	free(run->calls);
	free(run->stacks);
	free(run->hists);
	free(run->worst);
	free_evidence(run);
	free(run);
}
