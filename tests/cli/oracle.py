#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Makes runs whose figures are known, and judges compare --json by SciPy.

oracle.py make BASE DIR COUNT SEED SCALE   COUNT run files drawn from a seed
oracle.py check JSON BASELINE CANDIDATE DEADLINE_NS
"""
import glob
import json
import math
import random
import shutil
import sqlite3
import sys

SUB = 32
START = 10**9
# name: (rows of hist, quantile), and (percent, absolute) of the practical threshold
LEVELS = {
    "victim_latency_p99_ns": ("source = 'victim'", 0.99, 10, 5000),
    "rt_wakeup_p50_ns": ("source = 'wakeup' and class = 'rt'", 0.5, 10, 2000),
    "rt_wakeup_inside_p50_ns":
        ("source = 'wakeup' and class = 'rt' and inside = 1", 0.5, 10, 2000),
    "rt_wakeup_outside_p99.9_ns":
        ("source = 'wakeup' and class = 'rt' and inside = 0", 0.999, 10, 5000),
}
TOLERANCE = 1e-6


def bin_of(ns):
    if ns < SUB:
        return ns
    shift = ns.bit_length() - 6
    return ((shift + 1) << 5) + ((ns >> shift) & (SUB - 1))


def bin_low(number):
    if number < SUB:
        return number
    return (SUB + (number & (SUB - 1))) << ((number >> 5) - 1)


def add_hist(db, source, klass, inside, values):
    period = 10**6 if source == "victim" else None
    row = db.execute("insert into hist values (null, ?, 0, ?, ?, ?, ?, ?, ?, ?, 0)",
                     (source, klass, inside, period, len(values), sum(values), min(values),
                      max(values)))
    bins = {}
    for value in values:
        bins[bin_of(value)] = bins.get(bin_of(value), 0) + 1
    db.executemany("insert into hist_bin values (?, ?, ?)",
                   [(row.lastrowid, number, cnt) for number, cnt in bins.items()])


def add_calls(db, rng, scale, count):
    service, = db.execute("select id from service where name = 'SET_VARIABLE'").fetchone()
    names = [row[1] for row in db.execute("pragma table_info(call)")]
    for seq in range(1, count + 1):
        door = START + seq * 10**7
        back = door + int(2e6 * scale * rng.lognormvariate(0, 0.3))
        row = dict.fromkeys(names, 0)
        row.update(seq=seq, service=service, flags=5, enter_ns=door - 9000, queue_ns=door - 8000,
                   setup_ns=door - 1000, door_ns=door, return_ns=back, done_ns=back + 700,
                   exit_ns=back + 5000, comm="stress", stack_id=None, door_preempt=1,
                   door_irq=1, switch_tid=None, switch_comm=None, irq_kind=None, irq_nr=None,
                   irq_name=None, status=-5 if rng.random() < 0.1 else 0)
        db.execute(f"insert into call values ({','.join('?' * len(names))})",
                   [row[name] for name in names])


def make_run(base, path, rng, scale):
    shutil.copyfile(base, path)
    db = sqlite3.connect(path)
    for table in ("hist_bin", "hist", "call", "wakeup", "stack"):
        db.execute(f"delete from {table}")
    db.execute("update loss set lost_cnt = 0")
    db.execute("update probe set missed_cnt = 0")
    db.execute("update meta set complete = 1, start_ns = ?, end_ns = ?", (START, 21 * START))
    own = scale * rng.lognormvariate(0, 0.03)

    def draw(count, median, sigma):
        return [int(median * own * rng.lognormvariate(0, sigma)) for _ in range(count)]

    add_hist(db, "wakeup", "rt", 0, draw(3000, 9000, 0.5))
    add_hist(db, "wakeup", "rt", 1, draw(100, 300000, 0.3))
    add_hist(db, "wakeup", "fair", 0, draw(500, 30000, 0.5))
    add_hist(db, "victim", "rt", 0, draw(2000, 15000, 0.6))
    add_calls(db, rng, own, 40)
    db.commit()
    db.close()


def make(base, folder, count, seed, scale):
    rng = random.Random(int(seed))
    for i in range(int(count)):
        make_run(base, f"{folder}/{i:03}.efirun", rng, float(scale))


def bins_of(path, where):
    db = sqlite3.connect(path)
    bins = dict(db.execute(f"select bin, sum(hist_bin.value_cnt) from hist_bin join hist"
                           f" on hist.id = hist_id where {where} group by bin"))
    low, high = db.execute(f"select min(min_ns), max(max_ns) from hist where {where}").fetchone()
    db.close()
    return bins, low, high


def at_rank(hist, rank, upper):
    bins, low, high = hist
    below = 0
    for number in sorted(bins):
        below += bins[number]
        if rank <= below:
            value = bin_low(number + 1) - 1 if upper else bin_low(number)
            return min(max(value, low), high)
    return None


def quantile(hist, p):
    # 1000 p is whole: no rounding decides the rank.
    return at_rank(hist, -(-sum(hist[0].values()) * round(1000 * p) // 1000), True)


def runs(folder):
    return sorted(glob.glob(f"{folder}/*.efirun"))


def close(what, ours, theirs):
    if theirs is None or ours is None:
        good = ours is theirs
    else:
        good = abs(ours - theirs) <= TOLERANCE * max(abs(theirs), 1e-12)
    if not good:
        sys.exit(f"{what}: {ours}, SciPy says {theirs}")


def check_level(stats, np, name, row, sides):
    where, p, pct, absolute = LEVELS[name]
    offset = absolute / 10 + 1
    floor = max(math.log1p(1 / SUB) / math.sqrt(12), math.log1p(pct / 100) / 10)
    logs = []
    for label, side in zip(("baseline", "candidate"), sides):
        hists = [bins_of(path, where) for path in side]
        values = [quantile(hist, p) for hist in hists]
        logs.append(np.log(np.array(values) + offset))
        close(f"{name} {label} median", row[label]["median"], int(np.median(values)))
        cnt = [sum(hist[0].values()) for hist in hists]
        low = [at_rank(h, int(stats.binom.ppf(0.025, n, p)), False) for h, n in zip(hists, cnt)]
        high = [at_rank(h, int(stats.binom.ppf(0.975, n, p)) + 1, True)
                for h, n in zip(hists, cnt)]
        close(f"{name} {label} low", row[label]["low"], min(low))
        close(f"{name} {label} high", row[label]["high"], None if None in high else max(high))
    sd = [max(side.std(ddof=1), floor) for side in logs]
    test = stats.ttest_ind_from_stats(logs[1].mean(), sd[1], len(logs[1]), logs[0].mean(), sd[0],
                                      len(logs[0]), equal_var=False)
    se2 = [s * s / len(side) for s, side in zip(sd, logs)]
    df = sum(se2) ** 2 / sum(e * e / (len(side) - 1) for e, side in zip(se2, logs))
    half = max(stats.t.ppf(0.975, df) * math.sqrt(sum(se2)), math.log1p(1 / SUB))
    difference = logs[1].mean() - logs[0].mean()
    base = math.exp(logs[0].mean())
    close(f"{name} low", row["difference_low"], base * math.expm1(difference - half))
    close(f"{name} high", row["difference_high"], base * math.expm1(difference + half))
    close(f"{name} p", row["p"], 1 if abs(difference) <= math.log1p(1 / SUB) else test.pvalue)


def late_counts(path, deadline_ns):
    bins, _, _ = bins_of(path, "source = 'wakeup' and class = 'rt'")
    late = sum(cnt for number, cnt in bins.items() if bin_low(number) > deadline_ns)
    return late, sum(bins.values())


def exact_interval(stats, events, chances, tail):
    return (stats.beta.ppf(tail, events, chances - events + 1) if events else 0,
            stats.beta.isf(tail, events + 1, chances - events))


def check_rate(stats, np, row, sides, deadline_ns):
    counts = [np.array([late_counts(path, deadline_ns) for path in side]) for side in sides]
    chi2, df = 0, 0
    for side in counts:
        expected = side[:, 0].sum() / side[:, 1].sum() * side[:, 1]
        chi2 += ((side[:, 0] - expected) ** 2 / expected).sum()
        df += len(side) - 1
    dispersion = max(chi2 / df, 1)
    (a, n), (b, m) = (side.sum(axis=0) / dispersion for side in counts)
    share = m / (n + m)
    tails = [stats.beta.cdf(share, b, a + 1), stats.beta.cdf(1 - share, a, b + 1)]
    z = stats.norm.isf(min(min(tails), 0.5))
    close("late p", row["p"], 2 * stats.t.sf(z, df))
    tail = stats.norm.sf(stats.t.ppf(0.975, df))
    low, high = stats.beta.ppf(tail, b, a + 1), stats.beta.isf(tail, b + 1, a)
    close("late ratio low", row["ratio_low"], low / (1 - low) * n / m)
    close("late ratio high", row["ratio_high"], high / (1 - high) * n / m)
    ia, ib = exact_interval(stats, a, n, tail), exact_interval(stats, b, m, tail)
    difference = b / m - a / n
    close("late low", row["difference_low"],
          1e9 * (difference - math.hypot(b / m - ib[0], ia[1] - a / n)))
    close("late high", row["difference_high"],
          1e9 * (difference + math.hypot(ib[1] - b / m, a / n - ia[0])))
    for label, side in zip(("baseline", "candidate"), counts):
        events, chances = side.sum(axis=0)
        low, high = exact_interval(stats, events, chances, 0.025)
        # Whole parts of 10^9 are printed.
        if abs(row[label]["low"] - low * 1e9) > 0.51 or abs(row[label]["high"] - high * 1e9) > 0.51:
            sys.exit(f"late {label}: {row[label]}, SciPy says {low * 1e9} to {high * 1e9}")


def check_holm(rows):
    tests = sorted((row["p"], row["p_holm"]) for row in rows if row["p"] is not None)
    least = 0
    for k, (p, ours) in enumerate(tests):
        least = max(least, min(1, p * (len(tests) - k)))
        close(f"Holm of {p}", ours, least)
    return len(tests)


def check(result, baseline, candidate, deadline_ns):
    import numpy as np
    from scipy import stats

    with open(result, encoding="utf-8") as file:
        comparison = json.load(file)
    sides = (runs(baseline), runs(candidate))
    rows = {row["metric"]: row for row in comparison["metrics"]}
    for name in LEVELS:
        check_level(stats, np, name, rows[name], sides)
    check_rate(stats, np, rows["rt_wakeup_late_ppb"], sides, int(deadline_ns))
    cnt = check_holm(comparison["metrics"])
    close("tests", comparison["method"]["tests"], cnt)
    print(f"{len(LEVELS)} quantiles, 1 rate and {cnt} corrected p agree with SciPy to {TOLERANCE}")


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]](*sys.argv[2:])
