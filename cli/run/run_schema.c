// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables of schemas 1 and 2, explained column by column in docs/run-file.md.
 * No STRICT and no RETURNING: files can be queried by the sqlite3 of older
 * distributions too.
 */
#include "cli/run/run_schema.h"

#include <stddef.h>

bool run_schema_has(const struct schema_object *obj, unsigned int schema)
{
	return schema >= obj->first && (!obj->last || schema <= obj->last);
}

const struct schema_object run_schema_tables[] = {
	{ "meta",
	  "CREATE TABLE meta (\n"
	  "  id INTEGER PRIMARY KEY CHECK (id = 1),\n"
	  "  complete INTEGER NOT NULL CHECK (complete IN (0, 1)),\n"
	  "  note TEXT NOT NULL,\n"
	  "  command TEXT NOT NULL,\n"
	  "  command_status INTEGER CHECK (command_status BETWEEN 0 AND 255),\n"
	  "  recorder TEXT NOT NULL,\n"
	  "  options TEXT NOT NULL,\n"
	  "  start_realtime_ns INTEGER NOT NULL CHECK (start_realtime_ns >= 0),\n"
	  "  start_ns INTEGER NOT NULL CHECK (start_ns >= 0),\n"
	  "  end_ns INTEGER NOT NULL CHECK (end_ns >= 0)\n"
	  ")" },
	{ "fact",
	  "CREATE TABLE fact (\n"
	  "  key TEXT PRIMARY KEY NOT NULL,\n"
	  "  value TEXT NOT NULL\n"
	  ") WITHOUT ROWID" },
	{ "loss",
	  "CREATE TABLE loss (\n"
	  "  name TEXT PRIMARY KEY NOT NULL,\n"
	  "  lost_cnt INTEGER NOT NULL CHECK (lost_cnt >= 0)\n"
	  ") WITHOUT ROWID" },
	{ "probe",
	  "CREATE TABLE probe (\n"
	  "  name TEXT NOT NULL,\n"
	  "  target TEXT NOT NULL,\n"
	  "  kind TEXT NOT NULL,\n"
	  "  state TEXT NOT NULL,\n"
	  "  run_cnt INTEGER NOT NULL CHECK (run_cnt >= 0),\n"
	  "  run_ns INTEGER NOT NULL CHECK (run_ns >= 0),\n"
	  "  missed_cnt INTEGER NOT NULL CHECK (missed_cnt >= 0),\n"
	  "  PRIMARY KEY (name, target)\n"
	  ") WITHOUT ROWID" },
	{ "stack",
	  "CREATE TABLE stack (\n"
	  "  id INTEGER PRIMARY KEY CHECK (id > 0),\n"
	  "  frames TEXT NOT NULL UNIQUE\n"
	  ")" },
	{ "service",
	  "CREATE TABLE service (\n"
	  "  id INTEGER PRIMARY KEY CHECK (id >= 0),\n"
	  "  name TEXT NOT NULL UNIQUE\n"
	  ")" },
	{ "call",
	  "CREATE TABLE call (\n"
	  "  seq INTEGER PRIMARY KEY CHECK (seq > 0),\n"
	  "  service INTEGER NOT NULL CHECK (service >= 0) REFERENCES service (id),\n"
	  "  flags INTEGER NOT NULL CHECK (flags >= 0),\n"
	  "  status INTEGER NOT NULL,\n"
	  "  enter_ns INTEGER CHECK (enter_ns > 0),\n"
	  "  queue_ns INTEGER CHECK (queue_ns > 0),\n"
	  "  setup_ns INTEGER CHECK (setup_ns > 0),\n"
	  "  door_ns INTEGER CHECK (door_ns > 0),\n"
	  "  return_ns INTEGER CHECK (return_ns > 0),\n"
	  "  done_ns INTEGER CHECK (done_ns > 0),\n"
	  "  exit_ns INTEGER CHECK (exit_ns > 0),\n"
	  "  pid INTEGER NOT NULL CHECK (pid >= 0),\n"
	  "  tid INTEGER NOT NULL CHECK (tid >= 0),\n"
	  "  comm TEXT NOT NULL,\n"
	  "  stack_id INTEGER REFERENCES stack (id),\n"
	  "  req_cpu INTEGER NOT NULL CHECK (req_cpu >= 0),\n"
	  "  worker_tid INTEGER NOT NULL CHECK (worker_tid >= 0),\n"
	  "  fw_cpu INTEGER NOT NULL CHECK (fw_cpu >= 0),\n"
	  "  end_cpu INTEGER NOT NULL CHECK (end_cpu >= 0),\n"
	  "  door_preempt INTEGER,\n"
	  "  door_migrate INTEGER,\n"
	  "  door_irq INTEGER CHECK (door_irq IN (0, 1, 2)),\n"
	  "  switch_cnt INTEGER NOT NULL CHECK (switch_cnt >= 0),\n"
	  "  switch_tid INTEGER CHECK (switch_tid >= 0),\n"
	  "  switch_comm TEXT,\n"
	  "  irq_cnt INTEGER NOT NULL CHECK (irq_cnt >= 0),\n"
	  "  irq_kind INTEGER CHECK (irq_kind > 0),\n"
	  "  irq_nr INTEGER CHECK (irq_nr >= 0),\n"
	  "  irq_name TEXT\n"
	  ")" },
	{ "hist",
	  "CREATE TABLE hist (\n"
	  "  id INTEGER PRIMARY KEY,\n"
	  "  source TEXT NOT NULL CHECK (source IN ('wakeup', 'victim')),\n"
	  "  cpu INTEGER NOT NULL CHECK (cpu BETWEEN 0 AND 65535),\n"
	  "  class TEXT NOT NULL CHECK (class IN ('rt', 'fair')),\n"
	  "  inside INTEGER NOT NULL CHECK (inside IN (0, 1)),\n"
	  "  period_ns INTEGER CHECK (period_ns > 0),\n"
	  "  value_cnt INTEGER NOT NULL CHECK (value_cnt >= 0),\n"
	  "  sum_ns INTEGER NOT NULL CHECK (sum_ns >= 0),\n"
	  "  min_ns INTEGER CHECK (min_ns >= 0),\n"
	  "  max_ns INTEGER CHECK (max_ns >= min_ns),\n"
	  "  overflow_cnt INTEGER NOT NULL CHECK (overflow_cnt >= 0)\n"
	  ")", 1, 1 },
	{ "hist",
	  "CREATE TABLE hist (\n"
	  "  id INTEGER PRIMARY KEY,\n"
	  "  source TEXT NOT NULL CHECK (source IN ('wakeup', 'victim', 'irq',\n"
	  "    'preempt_off', 'irq_off', 'preempt_off_sampled')),\n"
	  "  cpu INTEGER NOT NULL CHECK (cpu BETWEEN 0 AND 65535),\n"
	  "  class TEXT NOT NULL CHECK (class IN ('rt', 'fair')),\n"
	  "  inside INTEGER NOT NULL CHECK (inside IN (0, 1)),\n"
	  "  period_ns INTEGER CHECK (period_ns > 0),\n"
	  "  value_cnt INTEGER NOT NULL CHECK (value_cnt >= 0),\n"
	  "  sum_ns INTEGER NOT NULL CHECK (sum_ns >= 0),\n"
	  "  min_ns INTEGER CHECK (min_ns >= 0),\n"
	  "  max_ns INTEGER CHECK (max_ns >= min_ns),\n"
	  "  overflow_cnt INTEGER NOT NULL CHECK (overflow_cnt >= 0),\n"
	  "  CHECK (period_ns IS NULL OR source = 'victim'),\n"
	  "  CHECK (inside = 0 OR source <> 'victim'),\n"
	  "  CHECK (class = 'rt' OR source IN ('wakeup', 'victim'))\n"
	  ")", 2 },
	{ "hist_bin",
	  "CREATE TABLE hist_bin (\n"
	  "  hist_id INTEGER NOT NULL REFERENCES hist (id),\n"
	  "  bin INTEGER NOT NULL CHECK (bin BETWEEN 0 AND 1151),\n"
	  "  value_cnt INTEGER NOT NULL CHECK (value_cnt > 0),\n"
	  "  PRIMARY KEY (hist_id, bin)\n"
	  ") WITHOUT ROWID" },
	{ "wakeup",
	  "CREATE TABLE wakeup (\n"
	  "  id INTEGER PRIMARY KEY,\n"
	  "  class TEXT NOT NULL CHECK (class IN ('rt', 'fair')),\n"
	  "  cpu INTEGER NOT NULL CHECK (cpu >= 0),\n"
	  "  efi_seq INTEGER CHECK (efi_seq > 0),\n"
	  "  waking_ns INTEGER NOT NULL CHECK (waking_ns >= 0),\n"
	  "  run_ns INTEGER NOT NULL CHECK (run_ns >= waking_ns),\n"
	  "  pid INTEGER NOT NULL CHECK (pid >= 0),\n"
	  "  tid INTEGER NOT NULL CHECK (tid >= 0),\n"
	  "  comm TEXT NOT NULL,\n"
	  "  prio INTEGER NOT NULL,\n"
	  "  waker_cpu INTEGER NOT NULL CHECK (waker_cpu >= 0),\n"
	  "  prev_tid INTEGER NOT NULL CHECK (prev_tid >= 0),\n"
	  "  prev_comm TEXT NOT NULL,\n"
	  "  prev_prio INTEGER NOT NULL\n"
	  ")" },
	{ NULL },
};

const struct schema_object run_schema_rest[] = {
	/* period_ns is NULL for wakeups, and NULLs are never equal in an index. */
	{ "hist_key",
	  "CREATE UNIQUE INDEX hist_key ON hist"
	  " (source, cpu, class, inside, ifnull(period_ns, 0))" },
	{ "wakeup_key",
	  "CREATE INDEX wakeup_key ON wakeup (cpu, class, efi_seq IS NOT NULL)" },
	{ "call_phase",
	  "CREATE VIEW call_phase AS SELECT c.seq, s.name AS service,\n"
	  "  printf('0x%016x', c.status) AS status, c.status < 0 AS error,\n"
	  "  c.flags & 1 AS queued, c.flags >> 1 & 1 AS nonblocking,\n"
	  "  c.flags >> 3 & 1 AS timed_out, c.flags >> 4 & 1 AS open,\n"
	  "  c.pid, c.tid, c.comm, c.req_cpu, c.fw_cpu, c.enter_ns,\n"
	  "  CASE c.flags & 1 WHEN 1 THEN c.queue_ns - c.enter_ns END AS lock_wait_ns,\n"
	  "  CASE c.flags & 1 WHEN 1 THEN c.setup_ns - c.queue_ns END AS queue_wait_ns,\n"
	  "  c.door_ns - c.setup_ns AS setup_phase_ns,\n"
	  "  c.return_ns - c.door_ns AS firmware_ns,\n"
	  "  c.done_ns - c.return_ns AS teardown_ns,\n"
	  "  c.exit_ns - c.done_ns AS wakeup_ns,\n"
	  "  c.exit_ns - c.enter_ns AS total_ns,\n"
	  "  c.door_preempt, c.door_migrate,\n"
	  "  CASE c.door_irq WHEN 1 THEN 'on' WHEN 2 THEN 'off' END AS door_irq,\n"
	  "  c.door_preempt = 0 AND c.door_irq <> 2 AS preemptible,\n"
	  "  c.switch_cnt, c.switch_comm, c.irq_cnt, c.irq_name,\n"
	  "  m.masked_low_ns, m.masked_high_ns, m.masked_longest_ns\n"
	  "FROM call AS c LEFT JOIN service AS s ON s.id = c.service\n"
	  "  LEFT JOIN call_masked AS m ON m.seq = c.seq" },
	{ "hist_bin_range",
	  "CREATE VIEW hist_bin_range AS SELECT h.source, h.cpu, h.class, h.inside,\n"
	  "  h.period_ns, b.value_cnt,\n"
	  "  CASE WHEN b.bin < 32 THEN b.bin\n"
	  "    ELSE (32 + (b.bin & 31)) << ((b.bin >> 5) - 1) END AS low_ns,\n"
	  "  CASE WHEN b.bin < 32 THEN b.bin\n"
	  "    ELSE ((33 + (b.bin & 31)) << ((b.bin >> 5) - 1)) - 1 END AS high_ns\n"
	  "FROM hist_bin AS b JOIN hist AS h ON h.id = b.hist_id" },
	{ "wakeup_latency",
	  "CREATE VIEW wakeup_latency AS SELECT w.run_ns - w.waking_ns AS latency_ns,\n"
	  "  w.class, w.cpu, w.comm, w.tid, w.prio, w.prev_comm, w.efi_seq,\n"
	  "  p.service, p.comm AS requester, p.firmware_ns, p.preemptible\n"
	  "FROM wakeup AS w LEFT JOIN call_phase AS p ON p.seq = w.efi_seq\n"
	  "ORDER BY latency_ns DESC" },
	{ NULL },
};
