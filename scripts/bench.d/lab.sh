# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What a pair of preempt_disable() and preempt_enable(), and of interrupts off
# and on, costs: on a virtual CPU whose time is counted in instructions, in a
# kernel with the preemptirq events and in one without.

LAB_KERNELS=(base base-irq)
LAB_ROUNDS=20000

part_lab()
{
	local kernel folder

	for kernel in "${LAB_KERNELS[@]}"; do
		if ! folder=$(scripts/kernel path "$kernel" 2>"$WORK/path"); then
			sample --arg kernel "$kernel" \
				--arg unavailable "$(cut -d ' ' -f 2- "$WORK/path")"
			continue
		fi
		say "lab: the loops on $kernel"
		lab_boot "$kernel" "$folder"
	done
}

lab_boot()
{
	local kernel=$1 out=$OUT/lab/$1 file
	local -a files=(--file tests/bench/guest)

	for file in attach pairs preemptirq.bpf.o pairs.bpf.o; do
		files+=(--file "build/bench/arm64/$file")
	done
	rm -rf "$out"
	mkdir -p "$out"
	scripts/lab run --arch arm64 --kernel "$2" --cpus 1 --clock exact \
		--no-driver --timeout 600 --efi-latency build/arm64/efi-latency \
		"${files[@]}" --out "$out" -- \
		sh /files/guest "$kernel" $LAB_ROUNDS >"$out.txt" 2>&1 || {
		sample --arg kernel "$kernel" \
			--arg unavailable "$(tail -n 1 "$out.txt" | tr -d '"')"
		return
	}
	cat "$out/samples.jsonl" >>"$SAMPLES"
	sample --arg kernel "$kernel" --argjson probes "$(
		build/efi-latency report --json "$out/$kernel.efirun" |
			jq -c '[.probes[].target |
				select(test("^(preempt|irq)_(dis|en)able$"))] | unique')"
}
