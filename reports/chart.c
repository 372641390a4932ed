// SPDX-License-Identifier: GPL-2.0-only
#include "reports/chart.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reports/format.h"

#define SERIES_MAX	4
#define MIN_NS		100	/* log axes have no 0 */

extern char **environ;

/* The script travels inside the program: a static binary is all there is. */
__asm__(".pushsection .rodata\n"
	"compare_gp:\n"
	".incbin \"reports/compare.gp\"\n"
	".byte 0\n"
	".popsection\n");
extern const char compare_gp[];

struct series {
	char name[192];
	const struct hist *hist;
};

struct chart {
	const char *title;
	struct series series[SERIES_MAX];
	size_t cnt;
};

static bool ends_with(const char *path, const char *suffix)
{
	size_t len = strlen(path), suffix_len = strlen(suffix);

	return len > suffix_len && !strcmp(path + len - suffix_len, suffix);
}

static const char *terminal_of(const char *path)
{
	if (ends_with(path, ".png"))
		return "pngcairo size 1100,680 font 'sans,12' background rgb 'white'";
	if (ends_with(path, ".svg"))
		return "svg size 1100,680 dynamic font 'sans,12' background rgb 'white'";
	return NULL;
}

int chart_check(const char *path)
{
	/* A line's end would end the quoted name in gnuplot's script. */
	return terminal_of(path) && !strpbrk(path, "\r\n") ? 0 : -EINVAL;
}

/* In gnuplot's single quotes only the quote itself is special. */
static void put_quoted(FILE *out, const char *text)
{
	fputc('\'', out);
	for (; *text; text++) {
		if (*text == '\'')
			fputc('\'', out);
		fputc(*text, out);
	}
	fputc('\'', out);
}

/* Names may hold '_', '^' or '{', which enhanced text would take for markup. */
static void put_label(FILE *out, const char *text)
{
	fputc('\'', out);
	for (; *text; text++) {
		if (strchr("_^{}@&~\\", *text))
			fputc('\\', out);
		if (*text == '\'')
			fputc('\'', out);
		fputc(*text, out);
	}
	fputc('\'', out);
}

static double share(uint64_t cnt, const struct hist *h)
{
	return 100.0 * (double)cnt / (double)h->count;
}

static double us(uint64_t ns)
{
	return (double)(ns < MIN_NS ? MIN_NS : ns) / 1e3;
}

static uint64_t bin_ns(const struct hist *h, unsigned int bin)
{
	uint64_t low = hist_bin_low(bin);

	return low < h->min_ns ? h->min_ns : low;
}

/* Each bin with values: its lower bound, and the share that is at least as late. */
static void put_points(FILE *out, const struct hist *h)
{
	uint64_t left = h->count;
	unsigned int bin;

	for (bin = 0; bin < HIST_BINS; bin++) {
		if (!h->bins[bin])
			continue;
		fprintf(out, "%.4f %.9g\n", us(bin_ns(h, bin)), share(left, h));
		left -= h->bins[bin];
	}
	fprintf(out, "%.4f %.9g\n", us(h->max_ns), share(1, h));
}

static void put_series(FILE *out, const struct series *s, size_t i)
{
	fprintf(out, "$data_%zu << end_of_data\n", i);
	put_points(out, s->hist);
	fprintf(out, "end_of_data\nseries_%zu = ", i);
	put_label(out, s->name);
	fprintf(out, "\nmax_%zu = %.4f\nfloor_%zu = %.9g\n", i, us(s->hist->max_ns), i,
		share(1, s->hist));
}

static void put_ranges(FILE *out, const struct chart *c)
{
	uint64_t min_ns = UINT64_MAX, max_ns = 0, count = 0;

	for (size_t i = 0; i < c->cnt; i++) {
		const struct hist *h = c->series[i].hist;

		if (h->min_ns < min_ns)
			min_ns = h->min_ns;
		if (h->max_ns > max_ns)
			max_ns = h->max_ns;
		if (h->count > count)
			count = h->count;
	}
	fprintf(out, "latency_min = %.4f\nlatency_max = %.4f\nshare_min = %.9g\n",
		us(min_ns) * 0.7, us(max_ns) * 1.5, 60.0 / (double)count);
}

static int write_chart(FILE *out, const char *path, const struct chart *c)
{
	if (!c->cnt)
		return -ENODATA;
	fprintf(out, "set terminal %s\nset output ", terminal_of(path));
	put_quoted(out, path);
	fputs("\nchart_title = ", out);
	put_label(out, c->title);
	fprintf(out, "\nseries_cnt = %zu\n", c->cnt);
	put_ranges(out, c);
	for (size_t i = 0; i < c->cnt; i++)
		put_series(out, &c->series[i], i + 1);
	fputs(compare_gp, out);
	return fflush(out) || ferror(out) ? -EIO : 0;
}

/* A series without values has no line. */
static void add_series(struct chart *c, const struct hist *h, const char *name, const char *detail)
{
	struct series *s = &c->series[c->cnt];
	char clean[64], max[FORMAT_BYTES];

	if (!h->count)
		return;
	s->hist = h;
	snprintf(s->name, sizeof(s->name), "%s%s%s: %" PRIu64 " wakeups, the latest %s", name,
		 detail ? ", " : "", detail ? format_clean(clean, sizeof(clean), detail) : "",
		 (uint64_t)h->count, format_ns(max, h->max_ns));
	c->cnt++;
}

int chart_write_report(FILE *out, const char *path, const struct report *report)
{
	const struct analysis *a = report->analysis;
	struct chart c = { .title = "Latency of real-time tasks" };

	add_series(&c, &a->wakeup[WAKEUP_RT][1].hist, "RT wakeups inside EFI calls", NULL);
	add_series(&c, &a->wakeup[WAKEUP_RT][0].hist, "RT wakeups outside", NULL);
	add_series(&c, &a->victim.hist, "periodic task, by its own clock", NULL);
	return write_chart(out, path, &c);
}

int chart_write_compare(FILE *out, const char *path, const struct compare_report *report)
{
	const struct compare_side *side = report->comparison->side;
	bool victims = side[SIDE_BASELINE].victim.count && side[SIDE_CANDIDATE].victim.count;
	struct chart c = {
		.title = victims ? "Latency seen by the periodic real-time task" :
				   "Wakeup latency of real-time tasks",
	};

	for (int i = 0; i < SIDE_CNT; i++)
		add_series(&c, victims ? &side[i].victim : &side[i].rt_wakeup, side_name(i),
			   run_fact(side[i].runs[0]->run, "kernel.release"));
	return write_chart(out, path, &c);
}

static int run_gnuplot(FILE *script)
{
	char *const argv[] = { "gnuplot", "-", NULL };
	posix_spawn_file_actions_t actions;
	int status, err;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fileno(script), STDIN_FILENO);
	err = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (err)
		return err == ENOENT ? -ENOSYS : -err;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -EIO;
}

/* gnuplot's words for a file that it cannot write take four lines. */
static int check_writable(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	return fd < 0 || close(fd) ? -errno : 0;
}

static void drop_if_empty(const char *path)
{
	struct stat st;

	if (!stat(path, &st) && S_ISREG(st.st_mode) && !st.st_size)
		unlink(path);
}

/* Closes the script. */
static int draw(const char *path, FILE *script, int err)
{
	if (!script)
		return -errno;
	rewind(script);
	if (!err)
		err = check_writable(path);
	if (!err)
		err = run_gnuplot(script);
	if (err)
		drop_if_empty(path);
	fclose(script);
	return err;
}

int chart_report(const char *path, const struct report *report)
{
	FILE *script = tmpfile();

	return draw(path, script, script ? chart_write_report(script, path, report) : 0);
}

int chart_compare(const char *path, const struct compare_report *report)
{
	FILE *script = tmpfile();

	return draw(path, script, script ? chart_write_compare(script, path, report) : 0);
}
