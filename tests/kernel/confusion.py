#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Causes found against causes known: the confusion matrix of a mayhem run.

usage: confusion.py RUN LATE MAYHEM WINDOWS PROBE_US exact|inferred [smp]

RUN is the run file, LATE what "report --late 100000 --json" says of it, MAYHEM what
tests/kernel/mayhem.c printed, WINDOWS the trace of efi_latency.ko. "exact": the kernel has the preemptirq events.
"smp": several virtual CPUs take turns on the clock, so that one stands still
while another runs, wherever it is: what of ours is blamed must be right, and what
else is blamed is shown and not judged.
Fails when a late wakeup has a wrong cause, or too few were late.
"""
import collections
import json
import re
import sqlite3
import sys

NONE = "none of ours"
HOG_PRIO = 99 - 95  # as the kernel counts
SERVICES = ("GET_TIME", "GET_VARIABLE", "QUERY_VARIABLE_INFO")
KERNEL = {
    "exact": {"hog": ("priority",), "preempt": ("preempt_off",), "irq": ("irq_off",)},
    # Without the events a window's thread that is of higher priority is one like others.
    "inferred": {"hog": ("priority",), "preempt": ("kernel_held", "priority"),
                 "irq": ("masked", "priority")},
}


def overlap(a, b):
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def read_windows(path):
    found = re.findall(r"window: kind=(\w+) .*begin_ns=(\d+) end_ns=(\d+)", open(path).read())
    return [(kind, (int(begin), int(end))) for kind, begin, end in found]


def read_deeds(path, windows):
    """(what, held (from, to), as a whole (from, to), {service: masked ns})

    What held a CPU in a window is taken from the window's own clock.
    """
    masked = {}
    windows = iter(windows)
    for line in open(path, encoding="ascii"):
        words = line.split()
        if words[0] == "plan":
            masked = {}
            for item in words[1].split(","):
                service, lengths = item.split("=")
                masked[service] = int((lengths + "/0").split("/")[1]) * 1000
            continue
        held = int(words[1]), int(words[2])
        if words[0] in ("preempt", "irq"):
            kind, held = next(windows)
            assert kind == words[0]
        yield words[0], held, (int(words[3]), int(words[4])), masked


def read_calls(path):
    query = ("SELECT s.name, c.setup_ns, c.door_ns, c.done_ns FROM call c"
             " JOIN service s ON s.id = c.service WHERE c.done_ns IS NOT NULL")
    return sqlite3.connect(path).execute(query).fetchall()


def firmware_cause(wait, calls, masked, tie_ns):
    """The larger part of the wait; either where they are too close to tell.

    None where the calls were over for most of it: who asked for one may get a
    CPU, and look at its clock, only long after.
    """
    hidden = seen = 0
    for service, setup, door, done in calls:
        part = overlap(wait, (door, door + masked.get(service, 0)))
        hidden += part
        seen += overlap(wait, (setup, done)) - part
    if 2 * (hidden + seen) < wait[1] - wait[0]:
        return ()
    if abs(hidden - seen) < tie_ns:
        return ("firmware_masked", "efi_preempt_off")
    return ("firmware_masked",) if hidden > seen else ("efi_preempt_off",)


def known_causes(wait, deeds, calls, kernel, tie_ns):
    """What the wait was spent on, how to call that, and the causes that are right."""
    what, span, _, masked = max(deeds, key=lambda deed: overlap(wait, deed[1]))
    if 2 * overlap(wait, span) < wait[1] - wait[0]:
        return NONE, NONE, ()
    if what in SERVICES:
        right = firmware_cause(wait, calls, masked, tie_ns)
        if not right:
            return NONE, NONE, ()
        return what, "firmware, " + " or ".join(right), right
    return what, what, kernel[what]


def wait_of(late):
    return (late["run_ns"] - late["latency_ns"], late["run_ns"])


def blamed(share):
    """The deed that a cause speaks of, or None."""
    if "service" in share:
        return share["service"]
    if share.get("symbol", "").startswith("window_"):
        return {"irq_off": "irq", "preempt_off": "preempt"}[share["kind"]]
    if share["kind"] == "priority" and share["prio"] == HOG_PRIO:
        return "hog"
    return None


def is_wrong(late, what, right, deeds, smp):
    share = late["shares"][0]
    of_ours = blamed(share)
    if of_ours and not any(overlap(wait_of(late), whole) for name, _, whole, _ in deeds
                           if name == of_ours):
        return True
    if smp or what == NONE:
        return False
    if share["kind"] == "priority" and share["prio"] > late["prio"]:
        return True
    return share["kind"] not in right


def print_matrix(matrix):
    columns = sorted({found for known in matrix.values() for found in known})
    width = max(len(known) for known in matrix) + 2
    print(" " * width + " ".join(f"{column:>16}" for column in columns))
    for known in sorted(matrix):
        print(f"{known:<{width}}" +
              " ".join(f"{matrix[known][column]:>16}" for column in columns))


def main():
    run, late_path, mayhem, windows, probe_us, kind = sys.argv[1:7]
    smp = sys.argv[7:] == ["smp"]
    deeds, calls = list(read_deeds(mayhem, read_windows(windows))), read_calls(run)
    lates = json.load(open(late_path, encoding="utf-8"))["late_wakeups"]["worst"]
    matrix = collections.defaultdict(collections.Counter)
    wrong = []
    for late in lates:
        what, known, right = known_causes(wait_of(late), deeds, calls, KERNEL[kind],
                                          2000 * int(probe_us))
        if late["cpu"] != 0:
            what, known, right = NONE, NONE, ()
        matrix[known][late["shares"][0]["kind"]] += 1
        if is_wrong(late, what, right, deeds, smp):
            wrong.append((known, late))
    print_matrix(matrix)
    judged = sum(sum(found.values()) for known, found in matrix.items()
                 if known != NONE)
    print(f"{len(deeds)} deeds, {len(lates)} late wakeups, {judged} of known cause, "
          f"{len(wrong)} wrong")
    for known, late in wrong[:5]:
        print(known, json.dumps(late))
    return 1 if wrong or judged < len(deeds) // (60 if smp else 2) else 0


sys.exit(main())
