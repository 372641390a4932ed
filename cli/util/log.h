/* SPDX-License-Identifier: GPL-2.0-only */
/* One line on stderr: "efi-latency: …". Nothing else writes there. */
#ifndef EFI_LATENCY_LOG_H
#define EFI_LATENCY_LOG_H

void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A mistake on the command line: "efi-latency record: …", the command's name first. */
void log_usage(const char *command, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
