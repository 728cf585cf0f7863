"""What PostgreSQL alone can promise, without extensions and without a superuser.

`busy` on an attendance is the time range of a confirmed place in a scheduled session; triggers keep it.
An exclusion constraint over (person, busy) refuses two that overlap: the person is written as a range of one
number, because GiST knows ranges without `btree_gist`. The trigger locks the session's row while it counts,
so two people cannot take the last place at once. SQLite has one writer at a time; the services count there.
"""

from django.db import migrations

FORWARDS = """
ALTER TABLE mentoring_sessions_attendance ADD COLUMN busy tstzrange;

CREATE FUNCTION mentoring_sessions_hold_a_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    meeting mentoring_sessions_mentoringsession%ROWTYPE;
BEGIN
    NEW.busy := NULL;
    IF NEW.state <> 'confirmed' THEN
        RETURN NEW;
    END IF;
    SELECT * INTO meeting FROM mentoring_sessions_mentoringsession
        WHERE id = NEW.session_id FOR NO KEY UPDATE;
    IF meeting.places IS NOT NULL AND NOT NEW.leads AND meeting.places <= (
        SELECT count(*) FROM mentoring_sessions_attendance AS other
        WHERE other.session_id = NEW.session_id AND other.state = 'confirmed' AND NOT other.leads
            AND other.user_id <> NEW.user_id
    ) THEN
        RAISE EXCEPTION 'every place of session % is taken', NEW.session_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_within_places';
    END IF;
    IF meeting.state = 'scheduled' THEN
        NEW.busy := tstzrange(meeting.starts_at, meeting.starts_at + make_interval(mins => meeting.minutes));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER attendance_holds_a_place
    BEFORE INSERT OR UPDATE OF state, session_id, user_id, leads ON mentoring_sessions_attendance
    FOR EACH ROW EXECUTE FUNCTION mentoring_sessions_hold_a_place();

CREATE FUNCTION mentoring_sessions_follow_the_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE mentoring_sessions_attendance SET state = state WHERE session_id = NEW.id AND state = 'confirmed';
    RETURN NULL;
END $$;

CREATE TRIGGER session_moves_its_places
    AFTER UPDATE OF starts_at, minutes, state, places ON mentoring_sessions_mentoringsession
    FOR EACH ROW
    WHEN ((OLD.starts_at, OLD.minutes, OLD.state, OLD.places)
        IS DISTINCT FROM (NEW.starts_at, NEW.minutes, NEW.state, NEW.places))
    EXECUTE FUNCTION mentoring_sessions_follow_the_session();

ALTER TABLE mentoring_sessions_attendance ADD CONSTRAINT nobody_in_two_sessions_at_once
    EXCLUDE USING gist (int8range(user_id, user_id, '[]') WITH &&, busy WITH &&) WHERE (busy IS NOT NULL);
"""

BACKWARDS = """
ALTER TABLE mentoring_sessions_attendance DROP CONSTRAINT nobody_in_two_sessions_at_once;
DROP TRIGGER session_moves_its_places ON mentoring_sessions_mentoringsession;
DROP FUNCTION mentoring_sessions_follow_the_session();
DROP TRIGGER attendance_holds_a_place ON mentoring_sessions_attendance;
DROP FUNCTION mentoring_sessions_hold_a_place();
ALTER TABLE mentoring_sessions_attendance DROP COLUMN busy;
"""


def _on_postgresql(statements):
    def run(_apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statements, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("mentoring_sessions", "0001_initial")]

    operations = [migrations.RunPython(_on_postgresql(FORWARDS), _on_postgresql(BACKWARDS))]
