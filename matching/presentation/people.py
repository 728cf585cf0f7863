"""People as coordinators tell them apart where there is one line of text: two may have one name."""

from people.models import Enrollment, MentorParticipation


def mentee_in_words(enrollment: Enrollment) -> str:
    """“Noor Haddad-Quist, Year 2, noor@example.edu”; the enrollment has its mentee."""
    return ", ".join(filter(None, (str(enrollment.mentee), enrollment.cohort, enrollment.mentee.email)))


def mentor_in_words(participation: MentorParticipation) -> str:
    """“Dr Ruth Nambozo-Hale, Pediatrics, ruth@example.edu”; the participation has its mentor."""
    parts = (str(participation.mentor), participation.department, participation.mentor.email)
    return ", ".join(filter(None, parts))
