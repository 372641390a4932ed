# SPDX-License-Identifier: GPL-2.0-only
#
# Latency of real-time wakeups: share of wakeups at least this late, log-log.
#
# The program sets before this: the terminal and the output, chart_title,
# series_cnt, series_1 ... (names), max_1 ... (us), label_1 ... and the data
# blocks $data_1 ... with the columns latency (us) and share.

array color[4] = ["#b3261e", "#1565c0", "#e08a00", "#2e7d32"]

set title chart_title font ",15" offset 0,0.4
set xlabel "latency (microseconds)" font ",12"
set ylabel "share of wakeups at least this late" font ",12"
set logscale xy
set format x "%g"
set format y "10^{%T}"
set tics nomirror out font ",11"
set mxtics 10
set border 3 linewidth 1 linecolor rgb "#555555"
set grid xtics ytics linewidth 0.6 linecolor rgb "#dddddd"
set key top right inside opaque samplen 2.5 spacing 1.3 font ",12" noautotitle
set yrange [share_min:1.3]
set xrange [latency_min:latency_max]

plot for [i = 1:series_cnt] "$data_".i using 1:2 with fsteps \
	linewidth 2.4 linecolor rgb color[i] title value("series_".i), \
	for [i = 1:series_cnt] "+" using (value("max_".i)):(value("floor_".i)) every ::0::0 \
	with points pointtype 7 pointsize 0.9 linecolor rgb color[i], \
	for [i = 1:series_cnt] "+" using (value("max_".i)):(value("floor_".i)):(value("label_".i)) \
	every ::0::0 with labels right offset -0.8,-0.8 font ",11" textcolor rgb color[i]
