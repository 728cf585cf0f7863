"""The goals that a new school suggests: our own words, for both sides of life and each stage of training."""

from programs.models import GoalDomain, SupportFunction, TrainingStage

_PRO, _PER = GoalDomain.PROFESSIONAL, GoalDomain.PERSONAL
_S, _T = SupportFunction, TrainingStage

# Words, side of life, kind of support, for whom, and the specialty it belongs to or nothing.
STARTER_GOALS = (
    ("Find a way of studying that survives a busy week", _PRO, _S.SKILL_DEVELOPMENT, _T.EARLY, ""),
    ("Spend a day in two fields I know nothing about", _PRO, _S.CAREER_ADVICE, _T.EARLY, ""),
    ("Join one piece of research and see it through", _PRO, _S.SKILL_DEVELOPMENT, _T.EARLY, ""),
    ("Get to know three people I could ask for help", _PER, _S.NETWORKING, _T.EARLY, ""),
    ("Stop comparing my grades with everyone else’s", _PER, _S.CONFIDENCE_BUILDING, _T.EARLY, ""),
    ("Present a patient in three minutes without notes", _PRO, _S.SKILL_DEVELOPMENT, _T.CLINICAL, ""),
    ("Decide on a field before the elective deadline", _PRO, _S.CAREER_ADVICE, _T.CLINICAL, ""),
    ("Write one case report and submit it", _PRO, _S.SKILL_DEVELOPMENT, _T.CLINICAL, ""),
    ("Speak up on the ward when something looks wrong", _PRO, _S.CONFIDENCE_BUILDING, _T.CLINICAL, ""),
    ("Ask for help earlier in difficult weeks", _PER, _S.PSYCHOLOGICAL_SUPPORT, _T.CLINICAL, ""),
    ("Recover properly after nights on call", _PER, _S.PSYCHOLOGICAL_SUPPORT, _T.CLINICAL, ""),
    ("Finish a personal statement that sounds like me", _PRO, _S.CAREER_ASSISTANCE, _T.APPLYING, ""),
    ("Practice interviews until the first question is easy", _PRO, _S.CAREER_ASSISTANCE, _T.APPLYING, ""),
    ("Ask two people who know my work for a letter", _PRO, _S.SPONSORSHIP, _T.APPLYING, ""),
    ("Make a plan for the case that I’m not matched", _PER, _S.EMOTIONAL_SUPPORT, _T.APPLYING, ""),
    ("Settle into the first post without losing sleep over it", _PER, _S.EMOTIONAL_SUPPORT, _T.WORKING, ""),
    ("Teach something to a student every week", _PRO, _S.ROLE_MODELLING, _T.WORKING, ""),
    ("Say no to one thing a month, and mean it", _PER, _S.CONFIDENCE_BUILDING, _T.WORKING, ""),
    ("Meet one person outside my school who does what I’d like to do", _PRO, _S.NETWORKING, _T.ANY, ""),
    ("Take feedback without defending myself first", _PRO, _S.SKILL_DEVELOPMENT, _T.ANY, ""),
    ("Keep one evening a week free of medicine", _PER, _S.PSYCHOLOGICAL_SUPPORT, _T.ANY, ""),
    ("Talk with a family about a child’s illness, observed", _PRO, _S.SKILL_DEVELOPMENT, _T.CLINICAL, "Pediatrics"),
    ("Tie knots and close a wound with steady hands", _PRO, _S.SKILL_DEVELOPMENT, _T.CLINICAL, "Surgery"),
    ("Take a full psychiatric history unhurriedly", _PRO, _S.SKILL_DEVELOPMENT, _T.CLINICAL, "Psychiatry"),
    ("Follow a family practice through a whole week", _PRO, _S.CAREER_ADVICE, _T.CLINICAL, "Family medicine"),
    ("Read an ECG aloud, in the same order every time", _PRO, _S.SKILL_DEVELOPMENT, _T.CLINICAL, "Internal medicine"),
)
