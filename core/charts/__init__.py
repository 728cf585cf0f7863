"""Figures of reports: numbers in, a drawing, a table and one honest sentence out. No models, no rule of mentoring.

A figure (`histograms`, `dot_plots`, `lines`, `stacked_bars`, `slopes`) knows three things of its numbers: what they
show in a sentence, how they are drawn (`drawings`, x in percent and y in pixels) and what their table holds. Pages show
it with `{% chart figure %}`, PDF with `templates/charts/charts.typ`; both draw the same shapes.
"""
