/* SPDX-License-Identifier: GPL-2.0-only */
/* The tables and views of a run file; private to cli/run. */
#ifndef EFI_LATENCY_RUN_SCHEMA_H
#define EFI_LATENCY_RUN_SCHEMA_H

struct schema_object {
	const char *name;
	const char *sql;	/* stored verbatim in sqlite_schema */
};

/* In order of creation; ends with a NULL name. */
extern const struct schema_object run_schema_tables[];
extern const struct schema_object run_schema_rest[];	/* indexes, views */

#endif
