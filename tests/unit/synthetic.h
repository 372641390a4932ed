/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A small run whose every figure is known, written through the run file's own
 * API: what the arm64 lab shows before and after the series, in miniature.
 */
#ifndef EFI_LATENCY_TEST_SYNTHETIC_H
#define EFI_LATENCY_TEST_SYNTHETIC_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/run/run_file.h"

#define MS	1000000ULL
#define US	1000ULL
#define START	(1000 * MS)

struct synthetic {
	const char *kernel;
	const char *preempt_model;
	bool preemptible;	/* after the series */
	uint64_t firmware_ns;
	uint64_t masked_ns;	/* of it, with interrupts masked */
	unsigned int call_cnt;	/* GET_TIME; GET_VARIABLE has a tenth of it */
	unsigned int seed;	/* moves every figure by some ns */
	bool evidence;		/* of what held the CPU */
	bool finish;
};

static const struct synthetic synthetic_before = {
	.kernel = "6.12.107-rt-arm64", .preempt_model = "rt",
	.firmware_ns = 5 * MS, .call_cnt = 50, .finish = true,
};

static const struct synthetic synthetic_after = {
	.kernel = "7.3.4-rt-arm64", .preempt_model = "rt", .preemptible = true,
	.firmware_ns = 5 * MS, .call_cnt = 50, .finish = true,
};

static const struct synthetic synthetic_held = {
	.kernel = "6.12.107-rt-arm64", .preempt_model = "rt",
	.firmware_ns = 5 * MS, .masked_ns = 4 * MS, .call_cnt = 50, .evidence = true,
	.finish = true,
};

static inline struct run_call synthetic_call(const struct synthetic *s, unsigned int i)
{
	bool variable = i % 10 == 9;
	uint64_t at = START + (i + 1) * 20 * MS;
	struct run_call call = { .ev = {
		.seq = i + 1,
		.enter_ns = at,
		.queue_ns = at + 120 + i,
		.setup_ns = at + 8 * US + s->seed,
		.door_ns = at + 9 * US + s->seed,
		.service = variable ? EFI_SERVICE_GET_VARIABLE : EFI_SERVICE_GET_TIME,
		.flags = EFI_CALL_QUEUED | EFI_CALL_DOOR_SEEN,
		.pid = 700, .tid = 701, .worker_tid = 42,
		.door_preempt = s->preemptible ? 0 : 2,
		.door_migrate = s->preemptible,
		.door_irq = EFI_IRQ_ON,
		.comm = "stress",
	} };
	struct efi_call_event *ev = &call.ev;

	ev->return_ns = ev->door_ns + (variable ? 300 * US : s->firmware_ns) + 10 * i + s->seed;
	ev->done_ns = ev->return_ns + 700;
	ev->exit_ns = ev->done_ns + 6 * US;
	if (variable && i == 9)
		ev->status = 1ULL << 63 | 14;	/* EFI_NOT_FOUND */
	if (s->preemptible && !variable) {
		ev->switch_cnt = 5;
		ev->switch_tid = 710;
		memcpy(ev->switch_comm, "victim/0", 9);
	}
	ev->irq_cnt = variable ? 0 : 5;
	ev->irq_kind = variable ? EFI_IRQ_NONE : EFI_IRQ_HANDLER;
	ev->irq_nr = 11;
	memcpy(ev->irq_name, "arch_timer", 11);
	if (s->evidence && !variable) {
		ev->masked_low_ns = s->masked_ns - i;
		ev->masked_high_ns = s->masked_ns + i;
		ev->masked_longest_ns = s->masked_ns / 2;
		ev->masked_cnt = i % 3;
		ev->timer_cnt = i % 3 + 1;
	}
	return call;
}

static inline uint64_t synthetic_late_ns(const struct synthetic *s)
{
	return s->preemptible ? s->masked_ns : s->firmware_ns;
}

static inline void synthetic_hists(const struct synthetic *s, struct run_file *file)
{
	static struct run_hist rt_in, rt_out, fair_in, fair_out, victim;
	uint64_t visible_ns = synthetic_late_ns(s) - s->masked_ns;
	unsigned int i;

	rt_in = (struct run_hist){ .klass = WAKEUP_RT, .inside = true };
	rt_out = (struct run_hist){ .klass = WAKEUP_RT };
	fair_in = (struct run_hist){ .klass = WAKEUP_FAIR, .inside = true };
	fair_out = (struct run_hist){ .klass = WAKEUP_FAIR };
	victim = (struct run_hist){ .source = RUN_HIST_VICTIM, .klass = WAKEUP_RT,
				    .period_ns = MS };
	for (i = 0; i < s->call_cnt; i++) {
		hist_add(&rt_in.hist, visible_ns + 10 * US + 20 * i + s->seed);
		hist_add(&fair_in.hist, visible_ns + 40 * US + 90 * i + s->seed);
		hist_add(&victim.hist, synthetic_late_ns(s) + 12 * US + 20 * i + s->seed);
	}
	for (i = 0; i < 4000; i++) {
		hist_add(&rt_out.hist, 7 * US + (i * 7919 % 5000) + s->seed);
		hist_add(&victim.hist, 9 * US + (i * 7919 % 5000) + s->seed);
		hist_add(&fair_out.hist, 9 * US + (i * 104729 % 60000) + s->seed);
	}
	assert_int_equal(run_file_put_hist(file, &rt_in), 0);
	assert_int_equal(run_file_put_hist(file, &rt_out), 0);
	assert_int_equal(run_file_put_hist(file, &fair_in), 0);
	assert_int_equal(run_file_put_hist(file, &fair_out), 0);
	assert_int_equal(run_file_put_hist(file, &victim), 0);
}

static inline void synthetic_worst(const struct synthetic *s, struct run_file *file)
{
	uint64_t visible_ns = synthetic_late_ns(s) - s->masked_ns;
	struct wakeup_event ev[4];
	unsigned int i;

	memset(ev, 0, sizeof(ev));
	for (i = 0; i < 4; i++) {
		bool inside = i < 2, rt = i != 3;

		ev[i].waking_ns = START + 20 * MS * (i + 1) + 10 * US + s->masked_ns;
		ev[i].run_ns = ev[i].waking_ns + (inside ? visible_ns : 0) + (12 - i) * US;
		ev[i].efi_seq = inside ? i + 1 : 0;
		ev[i].pid = rt ? 700 : 1;
		ev[i].tid = rt ? 710 : 1;
		ev[i].prio = rt ? 9 : 120;
		ev[i].prev_tid = inside ? 42 : 0;
		ev[i].prev_prio = 120;
		ev[i].klass = rt ? WAKEUP_RT : WAKEUP_FAIR;
		memcpy(ev[i].comm, rt ? "victim/0" : "init", rt ? 9 : 5);
		memcpy(ev[i].prev_comm, inside ? "kworker/u2:1" : "swapper/0", inside ? 13 : 10);
	}
	assert_int_equal(run_file_put_worst(file, ev, 4), 0);
}

static inline void synthetic_facts(const struct synthetic *s, struct run_file *file)
{
	const char *facts[][2] = {
		{ "kernel.release", s->kernel },
		{ "kernel.arch", "arm64" },
		{ "kernel.preempt_model", s->preempt_model },
		{ "kernel.config.PREEMPT_RT", "y" },
		{ "firmware.vendor", "EDK II" },
		{ "firmware.version", "2022.11-6+deb12u2" },
		{ "cpu.model", "Cortex-A57" },
		{ "cpu.online", "0" },
		{ "clock.source", "arch_sys_counter" },
	};
	size_t i;

	for (i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		assert_int_equal(run_file_put_fact(file, facts[i][0], facts[i][1]), 0);
	for (i = 0; i < LOSS_CNT; i++)
		assert_int_equal(run_file_put_loss(file, loss_name(i), 0), 0);
}

static inline void synthetic_probes(struct run_file *file)
{
	struct run_probe probes[] = {
		{ "efi_setup_enter", "arch_efi_call_virt_setup", "fentry", "attached", 50, 9000, 0 },
		{ "wakeup_switch", "sched_switch", "tp_btf", "attached", 9000, 800000, 0 },
	};
	size_t i;

	for (i = 0; i < sizeof(probes) / sizeof(probes[0]); i++)
		assert_int_equal(run_file_put_probe(file, &probes[i]), 0);
}

static inline void synthetic_calls(const struct synthetic *s, struct run_file *file)
{
	int64_t stack_id;
	unsigned int i;

	assert_int_equal(run_file_add_stack(file, "virt_efi_get_time+0x0/0xa0\n"
					    "efi_read_time+0x40/0x150\n", &stack_id), 0);
	for (i = 0; i < s->call_cnt; i++) {
		struct run_call call = synthetic_call(s, i);

		call.stack_id = stack_id;
		assert_int_equal(run_file_add_call(file, &call), 0);
	}
}

#define HELD_CNT	5	/* of each kind of evidence; gap, late and switch i is later than i - 1 */

static inline uint64_t held_at(unsigned int i)
{
	return START + (i + 1) * 20 * MS;
}

static inline struct run_place held_place(unsigned int i)
{
	static char symbols[HELD_CNT][40];
	struct run_place place = { .kind = i % WINDOW_KIND_CNT, .symbol = symbols[i],
				   .place = { .count = 3 + i, .sum_ns = (3 + i) * 9 * US,
					      .max_ns = 12 * US } };

	snprintf(symbols[i], sizeof(symbols[i]), "held_%u+0x%x/0x40", i / 2, i / 2);
	place.place.bins[12] = 2;
	place.place.bins[i ? 13 : PLACE_BINS - 1] = 1 + i;
	return place;
}

static inline struct run_window held_window(unsigned int i)
{
	struct run_window window = { .ev = {
		.head = { EVIDENCE_WINDOW, i },
		.begin_ns = held_at(i), .end_ns = held_at(i) + (i + 1) * 100 * US,
		.switch_ns = i % 2 ? held_at(i) + 3 : 0,
		.efi_seq = i % 3, .kind = i % WINDOW_KIND_CNT,
		.flags = i % 2 ? WINDOW_SWITCHED : WINDOW_SAMPLED, .tid = 42, .comm = "kworker/u2:1",
	}, .begin = (char *)"rt_spin_lock+0x1c/0x40 <- efi_call", .end = (char *)(i ? "up" : ""),
	   .worst = i < 2 };

	return window;
}

static inline struct gap_event held_gap(unsigned int i)
{
	return (struct gap_event){
		.head = { EVIDENCE_GAP, i }, .due_ns = held_at(i) + 30 * US,
		.entry_ns = held_at(i) + 4 * MS, .open_ns = i % 2 ? held_at(i) : 0,
		.efi_seq = i, .flags = i % 2 ? GAP_PROBE : GAP_IDLE, .tid = 42,
		.comm = "kworker/u2:1",
	};
}

static inline struct late_event held_late(unsigned int i)
{
	bool timer = i % 2;
	struct late_event ev = {
		.head = { EVIDENCE_LATE, i },
		.due_ns = timer ? held_at(i) : 0, .expire_ns = timer ? held_at(i) + 4 * MS : 0,
		.enqueued_ns = i ? held_at(i) + 4 * MS + 3 * US : 0,
		.wakeup = { .waking_ns = held_at(i) + 4 * MS + US,
			    .run_ns = held_at(i) + 5 * MS, .efi_seq = i, .pid = 700, .tid = 710,
			    .cpu = i, .waker_cpu = i + 1, .prio = 9, .prev_tid = 42,
			    .prev_prio = 120, .comm = "victim/0", .prev_comm = "kworker/u2:1" },
		.flags = timer ? LATE_TIMER | LATE_TIMER_SOFT : LATE_OCCUPANTS_CUT,
		.occupant_cnt = i == 4 ? LATE_OCCUPANT_CNT : i,
		.waker_tid = 17, .waker_prio = -1, .waker_comm = "ktimers/0",
	};

	for (unsigned int k = 0; k < ev.occupant_cnt; k++) {
		ev.occupant[k] = (struct occupant){ held_at(i) + k, 100 + k, (int)k - 1, "task" };
		ev.occupant[k].comm[4] = (char)('0' + k);
	}
	return ev;
}

static inline struct run_switch held_switch(unsigned int i)
{
	return (struct run_switch){ i % 2, { held_at(i), 50 + i, 120, "init" } };
}

static inline void synthetic_evidence(struct run_file *file)
{
	static const char *const counters[] = {
		"evidence_floor_ns", "late_floor_ns", "late_unstored", "probe_period_ns",
		"smi_cnt", "stats_ns", "steal_ns", "threshold_ns",
	};
	static struct run_hist h;
	struct run_window worst[2];
	int64_t begin_id, end_id;

	assert_int_equal(run_file_add_stack(file, "held+0x0/0xa0\n", &begin_id), 0);
	assert_int_equal(run_file_add_stack(file, "held+0x90/0xa0\n", &end_id), 0);
	for (unsigned int i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
		assert_int_equal(run_file_put_counter(file, counters[i], (i + 1) * 10), 0);
	for (unsigned int i = HELD_CNT; i-- > 0;) {
		struct run_place place = held_place(i);
		struct run_window window = held_window(i);
		struct gap_event gap = held_gap(i);
		struct late_event late = held_late(i);
		struct run_switch sw = held_switch(i);

		window.begin_stack_id = i < 2 ? begin_id : RUN_NO_STACK;
		window.end_stack_id = i < 2 ? end_id : RUN_NO_STACK;
		if (i < 2)
			worst[i] = window;
		else
			assert_int_equal(run_file_add_window(file, &window), 0);
		assert_int_equal(run_file_put_place(file, &place), 0);
		assert_int_equal(run_file_add_gap(file, &gap), 0);
		assert_int_equal(run_file_add_late(file, &late), 0);
		assert_int_equal(run_file_add_switch(file, &sw), 0);
	}
	assert_int_equal(run_file_put_worst_windows(file, worst, 2), 0);
	for (unsigned int source = RUN_HIST_IRQ; source < RUN_HIST_SOURCE_CNT; source++) {
		h = (struct run_hist){ .source = source, .inside = source % 2, .cpu = source };
		hist_add(&h.hist, source * 1000);
		assert_int_equal(run_file_put_hist(file, &h), 0);
	}
}

static inline void synthetic_write(const char *path, const struct synthetic *s)
{
	struct run meta = {
		.note = (char *)"synthetic", .recorder = (char *)"0.1", .options = (char *)"",
		.command = (char *)"efi-latency stress --service GET_TIME --count 50 --victim",
		.start_realtime_ns = 1790000000ULL * 1000 * MS, .start_ns = START,
	};
	struct run_file *file;

	assert_int_equal(run_file_create(path, &file), 0);
	assert_int_equal(run_file_put_meta(file, &meta), 0);
	synthetic_facts(s, file);
	synthetic_probes(file);
	synthetic_calls(s, file);
	synthetic_hists(s, file);
	synthetic_worst(s, file);
	if (s->evidence)
		synthetic_evidence(file);
	assert_int_equal(run_file_commit(file, START + 1100 * MS), 0);
	if (s->finish)
		assert_int_equal(run_file_finish(file, START + 1100 * MS), 0);
	run_file_close(file);
}

static inline struct run *synthetic_run(const char *path, const struct synthetic *s)
{
	struct run *run = NULL;

	synthetic_write(path, s);
	assert_int_equal(run_file_load(path, &run), 0);
	return run;
}

/* A directory of the test's own, gone with everything in it by test_rmdir(). */
static inline char *test_mkdir(void)
{
	const char *base = getenv("TMPDIR");
	char *dir = malloc(256);

	assert_non_null(dir);
	snprintf(dir, 256, "%s/efi-latency-test-XXXXXX", base ? base : "/tmp");
	assert_non_null(mkdtemp(dir));
	return dir;
}

static inline void test_rmdir(char *dir)
{
	char command[300];

	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	assert_int_equal(system(command), 0);
	free(dir);
}

/* The directory as a group's state. */
static inline int test_folder_setup(void **state)
{
	*state = test_mkdir();
	return 0;
}

static inline int test_folder_teardown(void **state)
{
	test_rmdir(*state);
	return 0;
}

static inline const char *test_path(char out[320], const char *dir, const char *name)
{
	assert_true(snprintf(out, 320, "%s/%s", dir, name) < 320);
	return out;
}

#endif
