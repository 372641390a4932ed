set terminal svg size 1100,680 dynamic font 'sans,12' background rgb 'white'
set output 'it''s.svg'
chart_title = 'Latency seen by the periodic real-time task'
series_cnt = 2
latency_min = 6.3000
latency_max = 7519.4700
share_min = 0.0148148148
$data_1 << end_of_data
9.0000 100
9.2160 95.6296296
9.4720 90.617284
9.7280 85.5802469
9.9840 80.4444444
10.2400 75.4814815
10.4960 70.3950617
10.7520 65.3333333
11.0080 60.2962963
11.2640 55.2098765
11.5200 50.1975309
11.7760 45.1111111
12.0320 40.0493827
12.2880 35.0123457
12.5440 29.9012346
12.8000 24.9135802
13.0560 19.8271605
13.3120 14.7407407
13.5680 9.77777778
13.8240 4.64197531
4980.7360 1.2345679
5012.9800 0.024691358
end_of_data
series_1 = 'baseline, 6.12.107-rt-arm64: 4050 wakeups, the latest 5.01 ms'
max_1 = 5012.9800
floor_1 = 0.024691358
$data_2 << end_of_data
9.0000 100
9.2160 95.6296296
9.4720 90.617284
9.7280 85.5802469
9.9840 80.4444444
10.2400 75.4814815
10.4960 70.3950617
10.7520 65.3333333
11.0080 60.2962963
11.2640 55.2098765
11.5200 50.1975309
11.7760 45.1111111
12.0320 40.0493827
12.2880 35.0123457
12.5440 29.9012346
12.8000 24.9135802
13.0560 19.8271605
13.3120 14.7407407
13.5680 9.77777778
13.8240 4.64197531
3997.6960 1.2345679
4012.9800 0.024691358
end_of_data
series_2 = 'candidate, 7.3.4-rt-arm64: 4050 wakeups, the latest 4.01 ms'
max_2 = 4012.9800
floor_2 = 0.024691358
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
