/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Distribution functions; private to cli/analysis.  No library for them fits
 * the licence; tests/unit/test_special.c holds them against SciPy's.
 */
#ifndef EFI_LATENCY_SPECIAL_H
#define EFI_LATENCY_SPECIAL_H

/* I_x(a, b), the regularised incomplete beta function; a, b > 0. */
double beta_cdf(double x, double a, double b);
/* The x with I_x(a, b) = p. */
double beta_quantile(double p, double a, double b);

/* P(Bin(n, p) <= k); k < 0 gives 0. */
double binomial_cdf(double k, double n, double p);

double normal_cdf(double z);
double normal_quantile(double p);
/* The z >= 0 with P(|Z| >= z) = p, for p as small as 1e-300 too. */
double normal_z(double p);

/* P(|T| >= |t|) for Student's t; df = INFINITY is the normal distribution. */
double student_p_two_sided(double t, double df);
/* The t with P(T <= t) = p, p > 0.5. */
double student_quantile(double p, double df);

#endif
