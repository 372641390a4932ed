#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Causes found against causes known: the confusion matrix of a mayhem run.

usage: confusion.py RUN LATE MAYHEM PROBE_US exact|inferred

RUN is the run file, LATE what "report --late --json" says of it, MAYHEM what
tests/kernel/mayhem.c printed. "exact": the kernel has the preemptirq events.
Fails when a late wakeup has a wrong cause, or too few were late.
"""
import collections
import json
import sqlite3
import sys

SERVICES = ("GET_TIME", "GET_VARIABLE", "QUERY_VARIABLE_INFO")
KERNEL = {
    "exact": {"hog": "priority", "preempt": "preempt_off", "irq": "irq_off"},
    "inferred": {"hog": "priority", "preempt": "kernel_held", "irq": "masked"},
}


def overlap(a, b):
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def read_deeds(path):
    """(what, (begin, end), {service: masked ns})"""
    masked = {}
    for line in open(path, encoding="ascii"):
        words = line.split()
        if words[0] == "plan":
            masked = {}
            for item in words[1].split(","):
                service, lengths = item.split("=")
                masked[service] = int((lengths + "/0").split("/")[1]) * 1000
        else:
            yield words[0], (int(words[1]), int(words[2])), masked


def read_calls(path):
    query = ("SELECT s.name, c.setup_ns, c.door_ns, c.done_ns FROM call c"
             " JOIN service s ON s.id = c.service WHERE c.done_ns IS NOT NULL")
    return sqlite3.connect(path).execute(query).fetchall()


def firmware_cause(wait, calls, masked, tie_ns):
    """The larger part of the wait; either where they are too close to tell."""
    hidden = seen = 0
    for service, setup, door, done in calls:
        part = overlap(wait, (door, door + masked.get(service, 0)))
        hidden += part
        seen += overlap(wait, (setup, done)) - part
    if abs(hidden - seen) < tie_ns:
        return ("firmware_masked", "efi_preempt_off")
    return ("firmware_masked",) if hidden > seen else ("efi_preempt_off",)


def known_causes(wait, deeds, calls, kernel, tie_ns):
    """What the wait was spent on, and the causes that are right."""
    what, span, masked = max(deeds, key=lambda deed: overlap(wait, deed[1]))
    if 2 * overlap(wait, span) < wait[1] - wait[0]:
        return "none of ours", ()
    if what in SERVICES:
        right = firmware_cause(wait, calls, masked, tie_ns)
        return "firmware, " + " or ".join(right), right
    return what, (kernel[what],)


def wait_of(late):
    return (late["run_ns"] - late["latency_ns"], late["run_ns"])


def print_matrix(matrix):
    columns = sorted({found for known in matrix.values() for found in known})
    width = max(len(known) for known in matrix) + 2
    print(" " * width + " ".join(f"{column:>16}" for column in columns))
    for known in sorted(matrix):
        print(f"{known:<{width}}" +
              " ".join(f"{matrix[known][column]:>16}" for column in columns))


def main():
    run, late_path, mayhem, probe_us, kind = sys.argv[1:]
    deeds, calls = list(read_deeds(mayhem)), read_calls(run)
    lates = json.load(open(late_path, encoding="utf-8"))["late_wakeups"]
    matrix = collections.defaultdict(collections.Counter)
    wrong = []
    for late in lates:
        known, right = known_causes(wait_of(late), deeds, calls, KERNEL[kind],
                                    2000 * int(probe_us))
        found = late["causes"][0]["cause"]
        matrix[known][found] += 1
        if right and found not in right:
            wrong.append((known, late))
    print_matrix(matrix)
    judged = sum(sum(found.values()) for known, found in matrix.items()
                 if known != "none of ours")
    print(f"{len(deeds)} deeds, {len(lates)} late wakeups, {judged} of known cause, "
          f"{len(wrong)} wrong")
    for known, late in wrong[:5]:
        print(known, json.dumps(late))
    return 1 if wrong or judged < len(deeds) // 2 else 0


sys.exit(main())
