"""Words of a closed choice that may stand in the cells of a file of people."""

from accounts.models import Role

ROLES = {
    "mentee": Role.MENTEE, "mentees": Role.MENTEE, "mentore": Role.MENTEE, "mentoree": Role.MENTEE,
    "mentorado": Role.MENTEE, "mentorada": Role.MENTEE, "mentor": Role.MENTOR, "mentors": Role.MENTOR,
    "mentorin": Role.MENTOR, "mentora": Role.MENTOR, "mentor:in": Role.MENTOR, "mentor*in": Role.MENTOR,
    "mentor/in": Role.MENTOR, "mentor_in": Role.MENTOR, "mentor·e": Role.MENTOR, "mentor(e)": Role.MENTOR,
    "mentor/a": Role.MENTOR, "mentor(a)": Role.MENTOR, "mentore(e)": Role.MENTEE, "mentore·e": Role.MENTEE,
    "mentorado/a": Role.MENTEE, "mentorado(a)": Role.MENTEE, "mshauri": Role.MENTOR, "mshauriwa": Role.MENTEE,
    "مرشد": Role.MENTOR, "مرشدة": Role.MENTOR, "متدرب": Role.MENTEE, "متدربة": Role.MENTEE,
}  # fmt: skip
# In a program of peers everybody is one, and need not be called so.
PEER_ROLES = {"peer": Role.MENTEE, "peers": Role.MENTEE}
MODES = {
    "in person": "in_person", "inperson": "in_person", "video": "by_video", "by video": "by_video",
    "audio": "by_audio", "by audio": "by_audio", "audio first": "by_audio",
}  # fmt: skip
YES = ("yes", "y", "true", "1", "x", "oui", "ja", "si", "ndiyo", "نعم")
NO = ("", "no", "n", "false", "0", "non", "nein", "hapana", "لا")
