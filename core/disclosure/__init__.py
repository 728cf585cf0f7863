"""Statistical disclosure control: what may be shown of answers that were given in confidence, and what follows from it.

No tables of ours and no clock, so that every app and every test uses the same rules:

- `thresholds`: k, the fewest people behind a figure, and the number below which no k may be.
- `releases`: figures of answers that keep coming: shown once k have answered, and again after k more.
- `grouping`: small groups shown together, rounding, steps of a scale taken together.
- `tables`: counts in rows and columns, with the cells left out that their margins would give away.
- `breakdowns`: one question over several ways to tell people apart, so that all of it together tells of nobody.
- `audit`: what a reader who puts everything together as equations knows of less than k people.

Sources:
    Hundepool, Domingo-Ferrer, Franconi, Giessing, Schulte Nordholt, Spicer, de Wolf: "Statistical Disclosure Control",
    2012: primary and secondary suppression (4.2, 4.4), feasibility intervals (4.3).
    Dinur & Nissim: "Revealing information while preserving privacy", 2003: sums as equations about single answers.
    Griffiths et al.: "Handbook on Statistical Disclosure Control for Outputs" (Safe Data Access Professionals), 2019:
    thresholds, groups in which all are alike, differencing, how rounding helps.
    US Census Bureau: "Statistical Working Paper 22 (FCSM), Report on Statistical Disclosure Limitation Methodology",
    2005: complementary suppression and its audit.
    OpenSAFELY: "Statistical disclosure control", its rules for outputs: small counts are redacted, others rounded.
"""
