"""By which words staff find a mentee or a mentor, as paths from what they take part by."""

MENTEE_WORDS = ("mentee__given_name", "mentee__family_name", "mentee__email", "cohort")
MENTOR_WORDS = ("mentor__given_name", "mentor__family_name", "mentor__email", "department")
