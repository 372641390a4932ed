/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EFI_LATENCY_VERSION_H
#define EFI_LATENCY_VERSION_H

#define EFI_LATENCY_VERSION "0.1"

#endif
