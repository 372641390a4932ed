/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands behind main.c's table; each returns an enum exit_code. */
#ifndef EFI_LATENCY_COMMANDS_H
#define EFI_LATENCY_COMMANDS_H

int cmd_record(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_merge(int argc, char **argv);
int cmd_stress(int argc, char **argv);
int cmd_doctor(int argc, char **argv);

#endif
