// SPDX-License-Identifier: GPL-2.0-only
/* Writing what has bins: each commit replaces what the last one stored. */
#include "cli/run/run_file.h"
#include "cli/run/run_file_stmt.h"

/* A table and the table of its bins. */
struct binned {
	enum stmt find;
	enum stmt same;
	enum stmt drop;
	enum stmt drop_bins;
	enum stmt insert;
	enum stmt insert_bin;
	unsigned int bin_cnt;
	uint64_t (*bin)(const void *elem, unsigned int i);
	void (*bind_key)(struct binder *b, const void *elem);
	void (*bind_sums)(struct binder *b, const void *elem);
	void (*bind_row)(struct binder *b, const void *elem);	/* all but its id */
};

struct put {
	const struct binned *ops;
	const void *elem;
	int64_t id;	/* that it had, or 0 */
};

static int put_bins(struct run_file *file, const struct put *put, int64_t id)
{
	for (unsigned int i = 0; i < put->ops->bin_cnt; i++) {
		uint64_t cnt = put->ops->bin(put->elem, i);
		struct binder b;
		int err;

		if (!cnt)
			continue;
		b = bind_begin(file, put->ops->insert_bin);
		bind_int(&b, id);
		bind_int(&b, i);
		bind_cnt(&b, cnt);
		err = bind_run(file, &b, NULL);
		if (err)
			return err;
	}
	return 0;
}

static int put_row(struct run_file *file, const struct put *put)
{
	struct binder b = bind_begin(file, put->ops->insert);

	bind_cnt_if(&b, put->id, (uint64_t)put->id);
	put->ops->bind_row(&b, put->elem);
	return bind_run(file, &b, NULL);
}

static int replace(struct run_file *file, const void *what)
{
	const struct put *put = what;
	int err = 0;

	if (put->id)
		err = run_with_id(file, put->ops->drop_bins, put->id);
	if (put->id && !err)
		err = run_with_id(file, put->ops->drop, put->id);
	if (!err)
		err = put_row(file, put);
	return err ? err : put_bins(file, put, sqlite3_last_insert_rowid(file->db));
}

static int put_binned(struct run_file *file, const struct binned *ops, const void *elem)
{
	struct put put = { .ops = ops, .elem = elem };
	struct binder b = bind_begin(file, ops->same);
	int64_t same = 0;
	int err;

	/* Most CPUs of a large machine are idle from one commit to the next. */
	ops->bind_key(&b, elem);
	ops->bind_sums(&b, elem);
	err = bind_run(file, &b, &same);
	if (err || same)
		return err;
	b = bind_begin(file, ops->find);
	ops->bind_key(&b, elem);
	err = bind_run(file, &b, &put.id);
	return err ? err : run_whole(file, replace, &put);
}

static uint64_t hist_bin_cnt(const void *elem, unsigned int i)
{
	return ((const struct run_hist *)elem)->hist.bins[i];
}

/* A snapshot of a live histogram may be torn: the bins are the truth. */
static uint64_t hist_cnt(const struct hist *h)
{
	uint64_t cnt = h->overflow;

	for (unsigned int i = 0; i < HIST_BINS; i++)
		cnt += h->bins[i];
	return cnt;
}

static void bind_hist_class(struct binder *b, const struct run_hist *h)
{
	bind_text(b, run_hist_source_name(h->source));
	bind_int(b, h->cpu);
	bind_text(b, wakeup_class_name(h->klass));
	bind_int(b, h->inside);
}

static void bind_hist_key(struct binder *b, const void *elem)
{
	const struct run_hist *h = elem;

	bind_hist_class(b, h);
	bind_cnt(b, h->period_ns);
}

static void bind_hist_sums(struct binder *b, const void *elem)
{
	const struct hist *h = &((const struct run_hist *)elem)->hist;

	bind_cnt(b, hist_cnt(h));
	bind_cnt(b, h->sum_ns);
}

static void bind_hist_row(struct binder *b, const void *elem)
{
	const struct run_hist *h = elem;
	uint64_t cnt = hist_cnt(&h->hist);

	bind_hist_class(b, h);
	bind_cnt_if(b, h->period_ns, h->period_ns);
	bind_cnt(b, cnt);
	bind_cnt(b, h->hist.sum_ns);
	bind_cnt_if(b, cnt, h->hist.min_ns);
	bind_cnt_if(b, cnt, h->hist.max_ns);
	bind_cnt(b, h->hist.overflow);
}

int run_file_put_hist(struct run_file *file, const struct run_hist *h)
{
	static const struct binned ops = {
		.find = STMT_HIST_ID,
		.same = STMT_HIST_SAME,
		.drop = STMT_HIST_DROP,
		.drop_bins = STMT_BIN_DROP,
		.insert = STMT_HIST,
		.insert_bin = STMT_BIN,
		.bin_cnt = HIST_BINS,
		.bin = hist_bin_cnt,
		.bind_key = bind_hist_key,
		.bind_sums = bind_hist_sums,
		.bind_row = bind_hist_row,
	};

	return put_binned(file, &ops, h);
}

static uint64_t place_bin_cnt(const void *elem, unsigned int i)
{
	return ((const struct run_place *)elem)->place.bins[i];
}

static void bind_place_key(struct binder *b, const void *elem)
{
	const struct run_place *place = elem;

	bind_text(b, window_kind_name(place->kind));
	bind_text(b, place->symbol);
}

static void bind_place_sums(struct binder *b, const void *elem)
{
	const struct place *place = &((const struct run_place *)elem)->place;
	uint64_t cnt = 0;

	for (unsigned int i = 0; i < PLACE_BINS; i++)
		cnt += place->bins[i];
	bind_cnt(b, cnt);
	bind_cnt(b, place->sum_ns);
}

static void bind_place_row(struct binder *b, const void *elem)
{
	bind_place_key(b, elem);
	bind_place_sums(b, elem);
	bind_cnt(b, ((const struct run_place *)elem)->place.max_ns);
}

int run_file_put_place(struct run_file *file, const struct run_place *place)
{
	static const struct binned ops = {
		.find = STMT_PLACE_ID,
		.same = STMT_PLACE_SAME,
		.drop = STMT_PLACE_DROP,
		.drop_bins = STMT_PLACE_BIN_DROP,
		.insert = STMT_PLACE,
		.insert_bin = STMT_PLACE_BIN,
		.bin_cnt = PLACE_BINS,
		.bin = place_bin_cnt,
		.bind_key = bind_place_key,
		.bind_sums = bind_place_sums,
		.bind_row = bind_place_row,
	};

	return put_binned(file, &ops, place);
}
