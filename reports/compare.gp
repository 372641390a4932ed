# SPDX-License-Identifier: GPL-2.0-only
#
# Latency of real-time wakeups: share of wakeups at least this late, log-log.
#
# The program sets before this: the terminal and the output, chart_title, the
# ranges, series_cnt, series_1 ... (names), max_1 ... (us), floor_1 ... (%) and
# the data blocks $data_1 ... with the columns latency (us) and share (%).

array color[4] = ["#c0392b", "#1565c0", "#e08a00", "#2e7d32"]
# Where two lines agree, the wider one below still shows.
array width[4] = [5, 2.2, 2.2, 2.2]

set title chart_title font ",15"
set xlabel "latency (microseconds)" font ",12"
set ylabel "share of wakeups at least this late" font ",12"
set logscale xy
set format x "%.10g"
set format y "%.10g %%"
set tics nomirror out font ",11"
set mxtics 10
set mytics 10
set border 3 linewidth 1 linecolor rgb "#555555"
set grid xtics ytics linetype 1 linewidth 0.8 linecolor rgb "#d4d4d4"
set key outside bottom center vertical maxrows 4 Left reverse samplen 3 spacing 1.3 height 1.2 \
	font ",12" noautotitle
set yrange [share_min:150]
set xrange [latency_min:latency_max]

plot for [i = 1:series_cnt] "$data_".i using 1:2 with fsteps \
	linewidth width[i] linecolor rgb color[i] title value("series_".i), \
	for [i = 1:series_cnt] "+" using (value("max_".i)):(value("floor_".i)) every ::0::0 \
	with points pointtype 7 pointsize 1 linecolor rgb color[i]
