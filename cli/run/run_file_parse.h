/* SPDX-License-Identifier: GPL-2.0-only */
/* Rows of a run file, checked value by value; private to cli/run. */
#ifndef EFI_LATENCY_RUN_FILE_PARSE_H
#define EFI_LATENCY_RUN_FILE_PARSE_H

#include "cli/run/run_file_row.h"

/* Each fills one zeroed element; row->err says whether the row was sane. */
void run_parse_meta(struct row *row, void *elem);
void run_parse_fact(struct row *row, void *elem);
void run_parse_counter(struct row *row, void *elem);
void run_parse_probe(struct row *row, void *elem);
void run_parse_stack(struct row *row, void *elem);
void run_parse_call(struct row *row, void *elem);
void run_parse_hist(struct row *row, void *elem);
void run_parse_worst(struct row *row, void *elem);
void run_parse_place(struct row *row, void *elem);
void run_parse_window(struct row *row, void *elem);
void run_parse_gap(struct row *row, void *elem);
void run_parse_late(struct row *row, void *elem);
void run_parse_switch(struct row *row, void *elem);

/* Each adds one row to the element that it belongs to. */
void run_parse_hist_bin(struct row *row, void *elem);
void run_parse_place_bin(struct row *row, void *elem);
void run_parse_occupant(struct row *row, void *elem);

/* Whether its bins add up to its count. */
bool run_hist_is_whole(const void *elem);
bool run_place_is_whole(const void *elem);

#endif
