/* SPDX-License-Identifier: GPL-2.0-only */
/* The tables and views of a run file; private to cli/run. */
#ifndef EFI_LATENCY_RUN_SCHEMA_H
#define EFI_LATENCY_RUN_SCHEMA_H

#include <stdbool.h>

#define RUN_SCHEMA_OLDEST	1	/* that is still read */

struct schema_object {
	const char *name;
	const char *sql;	/* stored verbatim in sqlite_schema */
	unsigned int first;	/* schema that has it; 0: all of them */
	unsigned int last;	/* 0: also the newest */
};

bool run_schema_has(const struct schema_object *obj, unsigned int schema);

/* In order of creation; each ends with a NULL name. */
extern const struct schema_object run_schema_tables[];
extern const struct schema_object run_schema_evidence[];	/* tables too */
extern const struct schema_object run_schema_rest[];	/* indexes, views */
extern const struct schema_object run_schema_evidence_rest[];

#endif
