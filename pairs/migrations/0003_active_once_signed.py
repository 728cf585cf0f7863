"""A mentorship cannot activate with an open blocking conflict or, where the program wants it, without both signatures.

What was signed stands: a version of an agreement and a signature cannot be changed, and nobody signs another text.
"""

from django.db import migrations

from core.triggers import Rule, changed, refuse

_PROGRAM = "FROM programs_cycle c JOIN programs_program p ON p.id = c.program_id WHERE c.id = NEW.cycle_id"
_REQUIRED = f"(SELECT p.agreement_rule = 'required' {_PROGRAM})"
_SIGNATURES = """(
    SELECT COUNT(*) FROM pairs_signature s
    JOIN pairs_agreementversion v ON v.id = s.version_id
    JOIN pairs_agreement a ON a.id = v.agreement_id
    WHERE a.mentorship_id = NEW.id AND s.person_id IN (NEW.mentee_id, NEW.mentor_id)
    AND v.number = (SELECT MAX(w.number) FROM pairs_agreementversion w WHERE w.agreement_id = a.id)
)"""
_IN_CONFLICT = f"""EXISTS (
    SELECT 1 FROM pairs_conflict f
    WHERE f.mentee_id = NEW.mentee_id AND f.mentor_id = NEW.mentor_id
    AND (f.ends_on IS NULL OR f.ends_on >= NEW.activated_on)
    AND EXISTS (SELECT 1 {_PROGRAM} AND f.institution_id = p.institution_id
                AND (f.starts_on IS NULL OR f.starts_on <= c.ends_on)
                AND (p.academic_counseling OR p.conflict_policy = 'block' OR f.kind = 'apart')
                AND NOT EXISTS (SELECT 1 FROM pairs_conflictreview r
                                WHERE r.conflict_id = f.id AND r.program_id = p.id))
)"""
_ACTIVE = "NEW.state IN ('active', 'paused') AND NEW.origin <> 'informal'"


class Migration(migrations.Migration):
    dependencies = [("pairs", "0002_peers_are_equals")]

    operations = [
        refuse(
            [
                Rule("pairs_mentorship", "INSERT", f"({_ACTIVE} AND {_REQUIRED})"),
                Rule(
                    "pairs_mentorship",
                    "UPDATE",
                    f"({_ACTIVE} AND OLD.state NOT IN ('active', 'paused') AND OLD.activated_on IS NULL "
                    f"AND (({_REQUIRED} AND {_SIGNATURES} < 2) OR {_IN_CONFLICT}))",
                ),
            ],
            "a mentorship is active once both have signed and no conflict is open",
        ),
        refuse(
            [
                Rule(
                    "pairs_agreementversion",
                    "UPDATE",
                    changed(("agreement_id", "number", "sha256", "written_by_id", "written_at")),
                ),
                Rule("pairs_signature", "UPDATE", changed(("version_id", "sha256", "signed_at"))),
                Rule(
                    "pairs_signature",
                    "INSERT",
                    "(NEW.sha256 <> (SELECT v.sha256 FROM pairs_agreementversion v WHERE v.id = NEW.version_id))",
                ),
            ],
            "what was agreed upon and signed stands",
        ),
    ]
