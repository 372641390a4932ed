-- SPDX-License-Identifier: GPL-2.0-only
-- A run file of schema 1, as the last recorder of that schema wrote it and
-- sqlite3 dumped it, with the two numbers that a dump leaves out. It stays.
PRAGMA application_id = 1162234964;
PRAGMA user_version = 1;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
  note TEXT NOT NULL,
  command TEXT NOT NULL,
  command_status INTEGER CHECK (command_status BETWEEN 0 AND 255),
  recorder TEXT NOT NULL,
  options TEXT NOT NULL,
  start_realtime_ns INTEGER NOT NULL CHECK (start_realtime_ns >= 0),
  start_ns INTEGER NOT NULL CHECK (start_ns >= 0),
  end_ns INTEGER NOT NULL CHECK (end_ns >= 0)
);
INSERT INTO meta VALUES(1,1,'schema 1','sleep 1',0,'0.1','',1790000000000000000,1000,9000000);
CREATE TABLE fact (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO fact VALUES('clock.source','arch_sys_counter');
INSERT INTO fact VALUES('kernel.release','6.12.107-rt-arm64');
CREATE TABLE loss (
  name TEXT PRIMARY KEY NOT NULL,
  lost_cnt INTEGER NOT NULL CHECK (lost_cnt >= 0)
) WITHOUT ROWID;
INSERT INTO loss VALUES('call_table_full',0);
INSERT INTO loss VALUES('clock_backwards',0);
INSERT INTO loss VALUES('foreign_work',0);
INSERT INTO loss VALUES('ringbuf_full',0);
INSERT INTO loss VALUES('unpaired_entry',0);
INSERT INTO loss VALUES('unpaired_exit',0);
INSERT INTO loss VALUES('wakeup_slot',0);
CREATE TABLE probe (
  name TEXT NOT NULL,
  target TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  run_cnt INTEGER NOT NULL CHECK (run_cnt >= 0),
  run_ns INTEGER NOT NULL CHECK (run_ns >= 0),
  missed_cnt INTEGER NOT NULL CHECK (missed_cnt >= 0),
  PRIMARY KEY (name, target)
) WITHOUT ROWID;
INSERT INTO probe VALUES('efi_setup_enter','arch_efi_call_virt_setup','fentry','attached',2,90,0);
CREATE TABLE stack (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  frames TEXT NOT NULL UNIQUE
);
INSERT INTO stack VALUES(1,replace('virt_efi_get_time+0x0/0xa0\nefi_read_time+0x40/0x150\n','\n',char(10)));
CREATE TABLE service (
  id INTEGER PRIMARY KEY CHECK (id >= 0),
  name TEXT NOT NULL UNIQUE
);
INSERT INTO service VALUES(0,'UNKNOWN');
INSERT INTO service VALUES(1,'GET_TIME');
INSERT INTO service VALUES(2,'SET_TIME');
INSERT INTO service VALUES(3,'GET_WAKEUP_TIME');
INSERT INTO service VALUES(4,'SET_WAKEUP_TIME');
INSERT INTO service VALUES(5,'GET_VARIABLE');
INSERT INTO service VALUES(6,'GET_NEXT_VARIABLE');
INSERT INTO service VALUES(7,'SET_VARIABLE');
INSERT INTO service VALUES(8,'QUERY_VARIABLE_INFO');
INSERT INTO service VALUES(9,'GET_NEXT_HIGH_MONO_COUNT');
INSERT INTO service VALUES(10,'RESET_SYSTEM');
INSERT INTO service VALUES(11,'UPDATE_CAPSULE');
INSERT INTO service VALUES(12,'QUERY_CAPSULE_CAPS');
INSERT INTO service VALUES(13,'ACPI_PRM_HANDLER');
CREATE TABLE call (
  seq INTEGER PRIMARY KEY CHECK (seq > 0),
  service INTEGER NOT NULL CHECK (service >= 0) REFERENCES service (id),
  flags INTEGER NOT NULL CHECK (flags >= 0),
  status INTEGER NOT NULL,
  enter_ns INTEGER CHECK (enter_ns > 0),
  queue_ns INTEGER CHECK (queue_ns > 0),
  setup_ns INTEGER CHECK (setup_ns > 0),
  door_ns INTEGER CHECK (door_ns > 0),
  return_ns INTEGER CHECK (return_ns > 0),
  done_ns INTEGER CHECK (done_ns > 0),
  exit_ns INTEGER CHECK (exit_ns > 0),
  pid INTEGER NOT NULL CHECK (pid >= 0),
  tid INTEGER NOT NULL CHECK (tid >= 0),
  comm TEXT NOT NULL,
  stack_id INTEGER REFERENCES stack (id),
  req_cpu INTEGER NOT NULL CHECK (req_cpu >= 0),
  worker_tid INTEGER NOT NULL CHECK (worker_tid >= 0),
  fw_cpu INTEGER NOT NULL CHECK (fw_cpu >= 0),
  end_cpu INTEGER NOT NULL CHECK (end_cpu >= 0),
  door_preempt INTEGER,
  door_migrate INTEGER,
  door_irq INTEGER CHECK (door_irq IN (0, 1, 2)),
  switch_cnt INTEGER NOT NULL CHECK (switch_cnt >= 0),
  switch_tid INTEGER CHECK (switch_tid >= 0),
  switch_comm TEXT,
  irq_cnt INTEGER NOT NULL CHECK (irq_cnt >= 0),
  irq_kind INTEGER CHECK (irq_kind > 0),
  irq_nr INTEGER CHECK (irq_nr >= 0),
  irq_name TEXT
);
INSERT INTO call VALUES(1,1,5,0,2000,2100,2200,2300,5002300,5002400,5002500,700,701,'stress',1,0,42,0,0,2,0,1,0,NULL,NULL,5,1,11,'arch_timer');
INSERT INTO call VALUES(2,7,2,-9223372036854775794,6000000,NULL,6000100,NULL,NULL,NULL,6000900,1,1,'init',NULL,0,0,0,0,NULL,NULL,NULL,0,NULL,NULL,0,NULL,NULL,NULL);
CREATE TABLE hist (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL CHECK (source IN ('wakeup', 'victim')),
  cpu INTEGER NOT NULL CHECK (cpu BETWEEN 0 AND 65535),
  class TEXT NOT NULL CHECK (class IN ('rt', 'fair')),
  inside INTEGER NOT NULL CHECK (inside IN (0, 1)),
  period_ns INTEGER CHECK (period_ns > 0),
  value_cnt INTEGER NOT NULL CHECK (value_cnt >= 0),
  sum_ns INTEGER NOT NULL CHECK (sum_ns >= 0),
  min_ns INTEGER CHECK (min_ns >= 0),
  max_ns INTEGER CHECK (max_ns >= min_ns),
  overflow_cnt INTEGER NOT NULL CHECK (overflow_cnt >= 0)
);
INSERT INTO hist VALUES(1,'wakeup',0,'rt',0,NULL,3,6000,1000,3000,0);
INSERT INTO hist VALUES(2,'wakeup',0,'fair',0,NULL,3,12000,2000,6000,0);
INSERT INTO hist VALUES(3,'wakeup',0,'rt',1,NULL,3,18000,3000,9000,0);
INSERT INTO hist VALUES(4,'wakeup',0,'fair',1,NULL,3,24000,4000,12000,0);
INSERT INTO hist VALUES(5,'victim',0,'rt',0,1000000,3,2199028264552,9000,2199023255552,1);
CREATE TABLE hist_bin (
  hist_id INTEGER NOT NULL REFERENCES hist (id),
  bin INTEGER NOT NULL CHECK (bin BETWEEN 0 AND 1151),
  value_cnt INTEGER NOT NULL CHECK (value_cnt > 0),
  PRIMARY KEY (hist_id, bin)
) WITHOUT ROWID;
INSERT INTO hist_bin VALUES(1,190,1);
INSERT INTO hist_bin VALUES(1,222,1);
INSERT INTO hist_bin VALUES(1,238,1);
INSERT INTO hist_bin VALUES(2,222,1);
INSERT INTO hist_bin VALUES(2,254,1);
INSERT INTO hist_bin VALUES(2,270,1);
INSERT INTO hist_bin VALUES(3,238,1);
INSERT INTO hist_bin VALUES(3,270,1);
INSERT INTO hist_bin VALUES(3,291,1);
INSERT INTO hist_bin VALUES(4,254,1);
INSERT INTO hist_bin VALUES(4,286,1);
INSERT INTO hist_bin VALUES(4,302,1);
INSERT INTO hist_bin VALUES(5,291,1);
INSERT INTO hist_bin VALUES(5,582,1);
CREATE TABLE wakeup (
  id INTEGER PRIMARY KEY,
  class TEXT NOT NULL CHECK (class IN ('rt', 'fair')),
  cpu INTEGER NOT NULL CHECK (cpu >= 0),
  efi_seq INTEGER CHECK (efi_seq > 0),
  waking_ns INTEGER NOT NULL CHECK (waking_ns >= 0),
  run_ns INTEGER NOT NULL CHECK (run_ns >= waking_ns),
  pid INTEGER NOT NULL CHECK (pid >= 0),
  tid INTEGER NOT NULL CHECK (tid >= 0),
  comm TEXT NOT NULL,
  prio INTEGER NOT NULL,
  waker_cpu INTEGER NOT NULL CHECK (waker_cpu >= 0),
  prev_tid INTEGER NOT NULL CHECK (prev_tid >= 0),
  prev_comm TEXT NOT NULL,
  prev_prio INTEGER NOT NULL
);
INSERT INTO wakeup VALUES(1,'rt',0,1,3000,5002450,700,710,'victim/0',9,0,42,'kworker/u2:1',120);
CREATE UNIQUE INDEX hist_key ON hist (source, cpu, class, inside, ifnull(period_ns, 0));
CREATE INDEX wakeup_key ON wakeup (cpu, class, efi_seq IS NOT NULL);
CREATE VIEW call_phase AS SELECT c.seq, s.name AS service,
  printf('0x%016x', c.status) AS status, c.status < 0 AS error,
  c.flags & 1 AS queued, c.flags >> 1 & 1 AS nonblocking,
  c.flags >> 3 & 1 AS timed_out,
  c.pid, c.tid, c.comm, c.req_cpu, c.fw_cpu, c.enter_ns,
  CASE c.flags & 1 WHEN 1 THEN c.queue_ns - c.enter_ns END AS lock_wait_ns,
  CASE c.flags & 1 WHEN 1 THEN c.setup_ns - c.queue_ns END AS queue_wait_ns,
  c.door_ns - c.setup_ns AS setup_phase_ns,
  c.return_ns - c.door_ns AS firmware_ns,
  c.done_ns - c.return_ns AS teardown_ns,
  c.exit_ns - c.done_ns AS wakeup_ns,
  c.exit_ns - c.enter_ns AS total_ns,
  c.door_preempt, c.door_migrate,
  CASE c.door_irq WHEN 1 THEN 'on' WHEN 2 THEN 'off' END AS door_irq,
  c.door_preempt = 0 AND c.door_irq <> 2 AS preemptible,
  c.switch_cnt, c.switch_comm, c.irq_cnt, c.irq_name
FROM call AS c LEFT JOIN service AS s ON s.id = c.service;
CREATE VIEW hist_bin_range AS SELECT h.source, h.cpu, h.class, h.inside,
  h.period_ns, b.value_cnt,
  CASE WHEN b.bin < 32 THEN b.bin
    ELSE (32 + (b.bin & 31)) << ((b.bin >> 5) - 1) END AS low_ns,
  CASE WHEN b.bin < 32 THEN b.bin
    ELSE ((33 + (b.bin & 31)) << ((b.bin >> 5) - 1)) - 1 END AS high_ns
FROM hist_bin AS b JOIN hist AS h ON h.id = b.hist_id;
CREATE VIEW wakeup_latency AS SELECT w.run_ns - w.waking_ns AS latency_ns,
  w.class, w.cpu, w.comm, w.tid, w.prio, w.prev_comm, w.efi_seq,
  p.service, p.comm AS requester, p.firmware_ns, p.preemptible
FROM wakeup AS w LEFT JOIN call_phase AS p ON p.seq = w.efi_seq
ORDER BY latency_ns DESC;
COMMIT;
