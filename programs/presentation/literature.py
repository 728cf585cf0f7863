"""The studies behind what the pages recommend. A source is named only where its sentence is in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A publication.

    Attributes:
        short: as it stands beside a sentence: authors and year.
        full: title, journal, volume and pages.
    """

    short: str
    full: str


AKINLA_2018 = Source(
    "Akinla et al. 2018",
    "A systematic review of the literature describing the outcomes of near-peer mentoring programs for first year "
    "medical students. BMC Med Educ 18:98",
)
ALLEN_2006 = Source(
    "Allen, Eby & Lentz 2006",
    "Mentorship behaviors and mentorship quality associated with formal mentoring programs. J Appl Psychol 91:567–578",
)
EBY_2008 = Source(
    "Eby et al. 2008",
    "Does mentoring matter? A multidisciplinary meta-analysis comparing mentored and non-mentored individuals. "
    "J Vocat Behav 72:254–267",
)
FREI_2010 = Source(
    "Frei, Stamm & Buddeberg-Fischer 2010",
    "Mentoring programs for medical students: a review of the PubMed literature 2000–2008. BMC Med Educ 10:32",
)
HAERINGER_2009 = Source("Haeringer & Klijn 2009", "Constrained school choice. J Econ Theory 144:1921–1947")
HUSKINS_2011 = Source(
    "Huskins et al. 2011",
    "Identifying and aligning expectations in a mentoring relationship. Clin Transl Sci 4:439–447",
)
KASHIWAGI_2013 = Source(
    "Kashiwagi, Varkey & Cook 2013",
    "Mentoring programs for physicians in academic medicine: a systematic review. Acad Med 88:1029–1037",
)
KRAM_1983 = Source("Kram 1983", "Phases of the mentor relationship. Acad Manage J 26:608–625")
NASEM_2019 = Source(
    "National Academies 2019", "The Science of Effective Mentorship in STEMM. The National Academies Press"
)
PFUND_2014 = Source(
    "Pfund et al. 2014",
    "Training mentors of clinical and translational research scholars: a randomized controlled trial. "
    "Acad Med 89:774–782",
)
ROTENSTEIN_2016 = Source(
    "Rotenstein et al. 2016",
    "Prevalence of depression, depressive symptoms, and suicidal ideation among medical students. JAMA 316:2214–2236",
)
SAMBUNJAK_2006 = Source(
    "Sambunjak, Straus & Marušić 2006", "Mentoring in academic medicine: a systematic review. JAMA 296:1103–1115"
)
SAMBUNJAK_2010 = Source(
    "Sambunjak, Straus & Marušić 2010",
    "A systematic review of qualitative research on the meaning and characteristics of mentoring in academic "
    "medicine. J Gen Intern Med 25:72–78",
)
STRAUS_2013 = Source(
    "Straus et al. 2013",
    "Characteristics of successful and failed mentoring relationships: a qualitative study across two academic "
    "health centers. Acad Med 88:82–89",
)
SWEENEY_2002 = Source(
    "Sweeney 2002",
    "k-anonymity: a model for protecting privacy. Int J Uncertain Fuzziness Knowl-Based Syst 10:557–570",
)
