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

const char *run_fact(const struct run *run, const char *key)
{
	for (size_t i = 0; i < run->fact_cnt; i++)
		if (!strcmp(run->facts[i].key, key))
			return run->facts[i].value;
	return NULL;
}

uint64_t run_loss(const struct run *run, const char *name)
{
	for (size_t i = 0; i < run->loss_cnt; i++)
		if (!strcmp(run->losses[i].name, name))
			return run->losses[i].value;
	return 0;
}

uint64_t run_counter(const struct run *run, const char *name)
{
	for (size_t i = 0; i < run->counter_cnt; i++)
		if (!strcmp(run->counters[i].name, name))
			return run->counters[i].value;
	return 0;
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

void run_free(struct run *run)
{
	if (!run)
		return;
	free_meta(run);
	for (size_t i = 0; i < run->fact_cnt; i++) {
		free(run->facts[i].key);
		free(run->facts[i].value);
	}
	for (size_t i = 0; i < run->loss_cnt; i++)
		free(run->losses[i].name);
	for (size_t i = 0; i < run->probe_cnt; i++)
		free_probe(&run->probes[i]);
	for (size_t i = 0; i < run->stack_cnt; i++)
		free(run->stacks[i].frames);
	free(run->facts);
	free(run->losses);
	free(run->probes);
	free(run->calls);
	free(run->stacks);
	free(run->hists);
	free(run->worst);
	free(run);
}
