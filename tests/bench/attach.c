// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs COMMAND while the programs of a BPF object whose names begin with
 * PREFIX are attached, and prints what the map "counts" holds then.
 *
 * usage: attach OBJECT PREFIX COMMAND [ARG...]
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

static bool wanted(const struct bpf_program *prog, const char *prefix)
{
	return !strncmp(bpf_program__name(prog), prefix, strlen(prefix));
}

static int attach(struct bpf_object *obj, const char *prefix)
{
	struct bpf_program *prog;
	int err;

	bpf_object__for_each_program(prog, obj)
		bpf_program__set_autoload(prog, wanted(prog, prefix));
	err = bpf_object__load(obj);
	if (err)
		return err;
	bpf_object__for_each_program(prog, obj)
		if (wanted(prog, prefix) && !bpf_program__attach(prog))
			return -errno;
	return 0;
}

static int run(char **argv)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return 126;
	if (pid == 0) {
		execvp(argv[0], argv);
		fprintf(stderr, "attach: cannot run %s: %s\n", argv[0], strerror(errno));
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 126;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The sums over all CPUs, as a JSON array on a line of its own. */
static int print_counts(int fd, unsigned int cnt, int cpu_cnt)
{
	__u64 *values = calloc(cpu_cnt, sizeof(*values)), sum;
	__u32 key;
	int cpu;

	if (!values)
		return -ENOMEM;
	for (key = 0; key < cnt; key++) {
		if (bpf_map_lookup_elem(fd, &key, values))
			break;
		for (sum = 0, cpu = 0; cpu < cpu_cnt; cpu++)
			sum += values[cpu];
		printf("%s%llu", key ? "," : "[", (unsigned long long)sum);
	}
	printf("]\n");
	free(values);
	return key == cnt ? 0 : -EIO;
}

int main(int argc, char **argv)
{
	struct bpf_object *obj;
	struct bpf_map *map;
	int err, status;

	if (argc < 4) {
		fprintf(stderr, "usage: attach OBJECT PREFIX COMMAND [ARG...]\n");
		return 2;
	}
	obj = bpf_object__open(argv[1]);
	err = obj ? attach(obj, argv[2]) : -errno;
	if (err) {
		fprintf(stderr, "attach: %s %s: %s\n", argv[1], argv[2], strerror(-err));
		return 1;
	}
	status = run(argv + 3);
	map = bpf_object__find_map_by_name(obj, "counts");
	if (map && print_counts(bpf_map__fd(map), bpf_map__max_entries(map),
				libbpf_num_possible_cpus()))
		status = 1;
	bpf_object__close(obj);
	return status;
}
