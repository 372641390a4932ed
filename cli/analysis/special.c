// SPDX-License-Identifier: GPL-2.0-only
#include "cli/analysis/special.h"

#include <float.h>
#include <math.h>

#define TERMS_MAX	200000
#define HALVINGS	1100	/* bisection ends when the bounds meet */
#define TINY		1e-300

static double not_zero(double v)
{
	return fabs(v) < TINY ? TINY : v;
}

/* Continued fraction 8.17.22 of the DLMF, by the modified Lentz method. */
static double beta_fraction(double x, double a, double b)
{
	double c = 1, d = 1 / not_zero(1 - (a + b) * x / (a + 1)), f = d;

	for (int m = 1; m < TERMS_MAX; m++) {
		double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
		double step;

		d = 1 / not_zero(1 + even * d);
		c = not_zero(1 + even / c);
		f *= c * d;
		d = 1 / not_zero(1 + odd * d);
		c = not_zero(1 + odd / c);
		step = c * d;
		f *= step;
		if (fabs(step - 1) < 4 * DBL_EPSILON)
			break;
	}
	return f;
}

/* lgamma() writes the global signgam: lgamma_r() does not. */
static double log_gamma(double v)
{
	int sign;

	return lgamma_r(v, &sign);
}

double beta_cdf(double x, double a, double b)
{
	double front;

	if (x <= 0)
		return 0;
	if (x >= 1)
		return 1;
	front = exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(x) + b * log1p(-x));
	if (x < (a + 1) / (a + b + 2))
		return front * beta_fraction(x, a, b) / a;
	return 1 - front * beta_fraction(1 - x, b, a) / b;
}

double beta_quantile(double p, double a, double b)
{
	double low = 0, high = 1;

	for (int i = 0; i < HALVINGS; i++) {
		double mid = low + (high - low) / 2;

		if (mid <= low || mid >= high)
			break;
		if (beta_cdf(mid, a, b) < p)
			low = mid;
		else
			high = mid;
		if (high - low < 1e-13 * high)
			break;
	}
	return low + (high - low) / 2;
}

double binomial_cdf(double k, double n, double p)
{
	if (k < 0)
		return 0;
	return k >= n ? 1 : beta_cdf(1 - p, n - k, k + 1);
}

double normal_cdf(double z)
{
	return erfc(-z / M_SQRT2) / 2;
}

double normal_z(double p)
{
	double low = 0, high = 40;

	while (high - low > 1e-14 * (1 + high)) {
		double mid = (low + high) / 2;

		if (erfc(mid / M_SQRT2) > p)
			low = mid;
		else
			high = mid;
	}
	return (low + high) / 2;
}

double normal_quantile(double p)
{
	return p < 0.5 ? -normal_z(2 * p) : normal_z(2 * (1 - p));
}

double student_p_two_sided(double t, double df)
{
	if (isinf(df))
		return erfc(fabs(t) / M_SQRT2);
	return beta_cdf(df / (df + t * t), df / 2, 0.5);
}

double student_quantile(double p, double df)
{
	double x;

	if (isinf(df))
		return normal_quantile(p);
	x = beta_quantile(2 * (1 - p), df / 2, 0.5);
	return sqrt(df * (1 - x) / x);
}
