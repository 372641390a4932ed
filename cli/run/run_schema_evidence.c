// SPDX-License-Identifier: GPL-2.0-only
/* What schema 2 added: what held a CPU, and late wakeups link by link (docs/run-file.md). */
#include "cli/run/run_schema.h"

#include <stddef.h>

const struct schema_object run_schema_evidence[] = {
	{ "counter",
	  "CREATE TABLE counter (\n"
	  "  name TEXT PRIMARY KEY NOT NULL,\n"
	  "  value INTEGER NOT NULL CHECK (value >= 0)\n"
	  ") WITHOUT ROWID", 2 },
	{ "call_masked",
	  "CREATE TABLE call_masked (\n"
	  "  seq INTEGER PRIMARY KEY REFERENCES call (seq),\n"
	  "  masked_low_ns INTEGER NOT NULL CHECK (masked_low_ns >= 0),\n"
	  "  masked_high_ns INTEGER NOT NULL CHECK (masked_high_ns >= masked_low_ns),\n"
	  "  masked_longest_ns INTEGER NOT NULL\n"
	  "    CHECK (masked_longest_ns BETWEEN 0 AND masked_high_ns),\n"
	  "  masked_cnt INTEGER NOT NULL CHECK (masked_cnt >= 0),\n"
	  "  timer_cnt INTEGER NOT NULL CHECK (timer_cnt >= 0)\n"
	  ")", 2 },
	{ "place",
	  "CREATE TABLE place (\n"
	  "  id INTEGER PRIMARY KEY,\n"
	  "  kind TEXT NOT NULL CHECK (kind IN ('preempt_off', 'irq_off')),\n"
	  "  symbol TEXT NOT NULL,\n"
	  "  value_cnt INTEGER NOT NULL CHECK (value_cnt >= 0),\n"
	  "  sum_ns INTEGER NOT NULL CHECK (sum_ns >= 0),\n"
	  "  max_ns INTEGER NOT NULL CHECK (max_ns >= 0),\n"
	  "  UNIQUE (kind, symbol)\n"
	  ")", 2 },
	{ "place_bin",
	  "CREATE TABLE place_bin (\n"
	  "  place_id INTEGER NOT NULL REFERENCES place (id),\n"
	  "  bin INTEGER NOT NULL CHECK (bin BETWEEN 0 AND 31),\n"
	  "  value_cnt INTEGER NOT NULL CHECK (value_cnt > 0),\n"
	  "  PRIMARY KEY (place_id, bin)\n"
	  ") WITHOUT ROWID", 2 },
	{ "window",
	  "CREATE TABLE window (\n"
	  "  id INTEGER PRIMARY KEY,\n"
	  "  kind TEXT NOT NULL CHECK (kind IN ('preempt_off', 'irq_off')),\n"
	  "  flags INTEGER NOT NULL CHECK (flags >= 0),\n"
	  "  worst INTEGER NOT NULL CHECK (worst IN (0, 1)),\n"
	  "  cpu INTEGER NOT NULL CHECK (cpu BETWEEN 0 AND 65535),\n"
	  "  begin_ns INTEGER NOT NULL CHECK (begin_ns >= 0),\n"
	  "  end_ns INTEGER NOT NULL CHECK (end_ns >= begin_ns),\n"
	  "  switch_ns INTEGER CHECK (switch_ns BETWEEN begin_ns AND end_ns),\n"
	  "  efi_seq INTEGER CHECK (efi_seq > 0),\n"
	  "  begin_by TEXT NOT NULL,\n"
	  "  end_by TEXT NOT NULL,\n"
	  "  tid INTEGER NOT NULL CHECK (tid >= 0),\n"
	  "  comm TEXT NOT NULL,\n"
	  "  begin_stack_id INTEGER REFERENCES stack (id),\n"
	  "  end_stack_id INTEGER REFERENCES stack (id),\n"
	  "  CHECK (flags & 1 = 0 OR switch_ns IS NOT NULL)\n"
	  ")", 2 },
	{ "gap",
	  "CREATE TABLE gap (\n"
	  "  id INTEGER PRIMARY KEY,\n"
	  "  flags INTEGER NOT NULL CHECK (flags >= 0),\n"
	  "  cpu INTEGER NOT NULL CHECK (cpu BETWEEN 0 AND 65535),\n"
	  "  due_ns INTEGER NOT NULL CHECK (due_ns >= 0),\n"
	  "  entry_ns INTEGER NOT NULL CHECK (entry_ns >= due_ns),\n"
	  "  open_ns INTEGER CHECK (open_ns BETWEEN 1 AND due_ns),\n"
	  "  efi_seq INTEGER CHECK (efi_seq > 0),\n"
	  "  tid INTEGER NOT NULL CHECK (tid >= 0),\n"
	  "  comm TEXT NOT NULL\n"
	  ")", 2 },
	{ "late",
	  "CREATE TABLE late (\n"
	  "  id INTEGER PRIMARY KEY,\n"
	  "  flags INTEGER NOT NULL CHECK (flags >= 0),\n"
	  "  due_ns INTEGER CHECK (due_ns > 0),\n"
	  "  expire_ns INTEGER CHECK (expire_ns > 0),\n"
	  "  waking_ns INTEGER NOT NULL CHECK (waking_ns >= 0),\n"
	  "  enqueued_ns INTEGER CHECK (enqueued_ns > 0),\n"
	  "  run_ns INTEGER NOT NULL CHECK (run_ns >= waking_ns),\n"
	  "  class TEXT NOT NULL CHECK (class IN ('rt', 'fair')),\n"
	  "  cpu INTEGER NOT NULL CHECK (cpu BETWEEN 0 AND 65535),\n"
	  "  efi_seq INTEGER CHECK (efi_seq > 0),\n"
	  "  pid INTEGER NOT NULL CHECK (pid >= 0),\n"
	  "  tid INTEGER NOT NULL CHECK (tid >= 0),\n"
	  "  comm TEXT NOT NULL,\n"
	  "  prio INTEGER NOT NULL,\n"
	  "  waker_cpu INTEGER NOT NULL CHECK (waker_cpu BETWEEN 0 AND 65535),\n"
	  "  waker_tid INTEGER NOT NULL CHECK (waker_tid >= 0),\n"
	  "  waker_comm TEXT NOT NULL,\n"
	  "  waker_prio INTEGER NOT NULL,\n"
	  "  prev_tid INTEGER NOT NULL CHECK (prev_tid >= 0),\n"
	  "  prev_comm TEXT NOT NULL,\n"
	  "  prev_prio INTEGER NOT NULL,\n"
	  "  CHECK ((flags & 1 = 1) = (due_ns IS NOT NULL)),\n"
	  "  CHECK ((flags & 1 = 1) = (expire_ns IS NOT NULL))\n"
	  ")", 2 },
	{ "late_occupant",
	  "CREATE TABLE late_occupant (\n"
	  "  late_id INTEGER NOT NULL REFERENCES late (id),\n"
	  "  nr INTEGER NOT NULL CHECK (nr BETWEEN 0 AND 7),\n"
	  "  since_ns INTEGER NOT NULL CHECK (since_ns >= 0),\n"
	  "  tid INTEGER NOT NULL CHECK (tid >= 0),\n"
	  "  comm TEXT NOT NULL,\n"
	  "  prio INTEGER NOT NULL,\n"
	  "  PRIMARY KEY (late_id, nr)\n"
	  ") WITHOUT ROWID", 2 },
	{ "switch",
	  "CREATE TABLE switch (\n"
	  "  id INTEGER PRIMARY KEY,\n"
	  "  cpu INTEGER NOT NULL CHECK (cpu BETWEEN 0 AND 65535),\n"
	  "  ns INTEGER NOT NULL CHECK (ns >= 0),\n"
	  "  tid INTEGER NOT NULL CHECK (tid >= 0),\n"
	  "  comm TEXT NOT NULL,\n"
	  "  prio INTEGER NOT NULL\n"
	  ")", 2 },
	{ NULL },
};

const struct schema_object run_schema_evidence_rest[] = {
	/* The worst are replaced at every commit, among evidence that only grows. */
	{ "window_worst", "CREATE INDEX window_worst ON window (id) WHERE worst = 1" },
	{ "place_bin_range",
	  "CREATE VIEW place_bin_range AS SELECT p.kind, p.symbol, b.value_cnt,\n"
	  "  CASE b.bin WHEN 0 THEN 0 ELSE 1 << b.bin END AS low_ns,\n"
	  "  CASE WHEN b.bin < 31 THEN (2 << b.bin) - 1 END AS high_ns\n"
	  "FROM place_bin AS b JOIN place AS p ON p.id = b.place_id" },
	{ "window_length",
	  "CREATE VIEW window_length AS SELECT w.end_ns - w.begin_ns AS length_ns,\n"
	  "  w.kind, w.cpu, w.begin_by, w.end_by, w.comm, w.tid,\n"
	  "  w.switch_ns - w.begin_ns AS until_switch_ns, w.flags >> 1 & 1 AS sampled, w.worst,\n"
	  "  w.begin_ns, w.end_ns, w.efi_seq, p.service,\n"
	  "  b.frames AS begin_frames, e.frames AS end_frames\n"
	  "FROM window AS w LEFT JOIN call_phase AS p ON p.seq = w.efi_seq\n"
	  "  LEFT JOIN stack AS b ON b.id = w.begin_stack_id\n"
	  "  LEFT JOIN stack AS e ON e.id = w.end_stack_id\n"
	  "ORDER BY length_ns DESC" },
	{ "gap_length",
	  "CREATE VIEW gap_length AS SELECT g.entry_ns - g.due_ns AS low_ns,\n"
	  "  g.entry_ns - g.open_ns AS high_ns, g.cpu, g.flags & 1 AS probe,\n"
	  "  g.flags >> 1 & 1 AS idle, g.comm, g.tid,\n"
	  "  g.due_ns, g.entry_ns, g.efi_seq, p.service\n"
	  "FROM gap AS g LEFT JOIN call_phase AS p ON p.seq = g.efi_seq\n"
	  "ORDER BY low_ns DESC" },
	{ "late_latency",
	  "CREATE VIEW late_latency AS SELECT l.id AS late_id,\n"
	  "  l.run_ns - ifnull(l.due_ns, l.waking_ns) AS latency_ns,\n"
	  "  l.expire_ns - l.due_ns AS due_to_expire_ns,\n"
	  "  l.waking_ns - l.expire_ns AS expire_to_waking_ns,\n"
	  "  l.enqueued_ns - l.waking_ns AS waking_to_enqueued_ns,\n"
	  "  l.run_ns - l.enqueued_ns AS enqueued_to_run_ns,\n"
	  "  l.run_ns - l.waking_ns AS waking_to_run_ns,\n"
	  "  l.flags & 1 AS timer, l.flags >> 1 & 1 AS timer_soft, l.flags >> 2 & 1 AS threshold,\n"
	  "  l.cpu, l.comm, l.tid, l.prio, l.waker_cpu, l.waker_comm, l.prev_comm, l.run_ns,\n"
	  "  l.efi_seq, p.service, p.comm AS requester, p.firmware_ns, p.preemptible\n"
	  "FROM late AS l LEFT JOIN call_phase AS p ON p.seq = l.efi_seq\n"
	  "ORDER BY latency_ns DESC" },
	{ NULL },
};
