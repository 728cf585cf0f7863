from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.utils import timezone
from PIL import Image

from accounts.models import Role
from core.documents.reading import read_text
from core.tables.mapping import Mapping, Meaning
from notifications.models import Fault, Message
from people.models import MentorParticipation, PendingImport
from people.services.pending_imports import keep_file, keep_mapping
from people.services.saved_views import save_view
from people.services.staff_messages import keep_template, send_staff_message
from programs.imports.handbook_chapters import cut
from programs.imports.starter_templates import starter
from programs.models import (
    Appointment,
    Chapter,
    Cycle,
    CycleState,
    HandbookImage,
    HandbookVersion,
    ListedWord,
    Program,
    SchoolLogo,
    SuggestedGoal,
    WebhookKind,
)
from programs.presentation.brands import digest_of
from programs.queries.templates import key_of
from programs.services import chapters, handbooks
from programs.services.brands import keep_logo, set_colors
from programs.services.handbook_imports import keep_import
from programs.services.long_steps import ask_for_long_step
from programs.services.templates import save_template
from programs.services.webhooks import add_webhook, tell_webhooks
from tests.factories.notifications import MessageFactory
from tests.factories.programs import AppointmentFactory, HandbookImageFactory, InterestTermFactory, QuoteFactory
from tests.site.access_matrix import Expected, Route, World, everybody, for_roles


def _slug(world: World) -> dict[str, Any]:
    return {"slug": world.program.slug}


def _message_kind(world: World) -> dict[str, Any]:
    return _slug(world) | {"name": "offer_pending"}


def _asking(world: World) -> dict[str, Any]:
    """A program with a voluntary question."""
    choices = {"voluntary_question": "First in your family?", "voluntary_choices": "Yes\nNo"}
    Program.objects.filter(pk=world.program.pk).update(**choices)
    return _slug(world)


def _draft(world: World) -> HandbookVersion:
    draft = handbooks.start_draft(world.program)
    chapters.add_chapter(draft, title="Why we mentor", audience="both", body="Because.")
    return draft


def _with_draft(world: World) -> dict[str, Any]:
    _draft(world)
    return _slug(world)


def _with_chapter(world: World) -> dict[str, Any]:
    return _slug(world) | {"pk": Chapter.objects.get(version=_draft(world)).pk}


def _published(world: World) -> dict[str, Any]:
    by = world.people["admin"]
    handbooks.publish_handbook(_draft(world), by=by, change_note="", ask_again=True, now=timezone.now())
    return _slug(world)


def _acknowledged(world: World) -> dict[str, Any]:
    """The student has acknowledged the handbook."""
    _published(world)
    version = HandbookVersion.objects.get(program=world.program)
    signed = handbooks.acknowledge_handbook(version, by=world.people["student"], now=timezone.now())
    return {"pk": signed.pk}


def _republished(world: World) -> dict[str, Any]:
    """Two versions of a chapter."""
    where = _published_chapter(world)
    draft = handbooks.start_draft(world.program)
    chapter = draft.chapters.get()
    chapters.edit_chapter(chapter, title=chapter.title, audience="both", body="Because we can.")
    by = world.people["admin"]
    handbooks.publish_handbook(draft, by=by, change_note="A reason.", ask_again=False, now=timezone.now())
    return where


def _published_chapter(world: World) -> dict[str, Any]:
    return _published(world) | {"chapter_slug": "why-we-mentor"}


def _with_image(world: World, *, published: bool) -> dict[str, Any]:
    """A picture that a chapter shows."""
    image: HandbookImage = HandbookImageFactory.create(program=world.program)
    chapters.add_chapter(_draft(world), title="Map", audience="both", body=f"![A map](image:{image.key})")
    if published:
        by = world.people["admin"]
        draft = HandbookVersion.objects.get(program=world.program)
        handbooks.publish_handbook(draft, by=by, change_note="", ask_again=True, now=timezone.now())
    return _slug(world) | {"key": image.key}


def _waiting_text(world: World) -> dict[str, Any]:
    """A text that an administrator has brought."""
    made = cut(read_text("# One\n\nWords."), name="Text")
    waiting = keep_import(world.program, cut=made, name="one.md", now=timezone.now())
    return _slug(world) | {"pk": waiting.pk}


def _pending(world: World) -> dict[str, Any]:
    """A file that the coordinator has uploaded; it belongs to nobody else."""
    content = b"role,email,given_name,family_name\nmentee,a@haldenlake.example,A,B\n"
    by = world.people["coordinator"]
    pending = keep_file(world.program, content=content, file_name="people.csv", by=by, now=timezone.now())
    return _slug(world) | {"token": pending.pk}


def _mapped(world: World) -> dict[str, Any]:
    """A file of which the coordinator has said what its columns mean."""
    where = _pending(world)
    keep_mapping(PendingImport.objects.get(pk=where["token"]), Mapping((Meaning("role", "role"),)))
    return where


def _second_coordinator(world: World) -> dict[str, Any]:
    appointment: Appointment = AppointmentFactory.create(program=world.program, role=Role.COORDINATOR)
    return _slug(world) | {"pk": appointment.pk}


def _second_appointment(world: World) -> dict[str, Any]:
    return _school(world) | {"pk": _second_coordinator(world)["pk"]}


def _participation(world: World) -> dict[str, Any]:
    return {"pk": world.participation.pk}


def _leave_of_a_month() -> dict[str, Any]:
    today = timezone.now().date()
    return {"away_from": today, "away_until": today + timedelta(days=30)}


def _invited(world: World) -> dict[str, Any]:
    MentorParticipation.objects.filter(pk=world.participation.pk).update(state=MentorParticipation.State.INVITED)
    return _participation(world)


def _with_volunteers(world: World) -> dict[str, Any]:
    Program.objects.filter(pk=world.program.pk).update(takes_volunteers=True)
    return _slug(world)


def _of_ending_year(world: World) -> dict[str, Any]:
    Cycle.objects.filter(pk=world.cycle.pk).update(state=CycleState.CLOSING)
    return _participation(world)


def _paused(world: World) -> dict[str, Any]:
    MentorParticipation.objects.filter(pk=world.participation.pk).update(state=MentorParticipation.State.PAUSED)
    return _participation(world)


def _cycle(world: World) -> dict[str, Any]:
    return {"pk": world.cycle.pk}


def _chapter_data(_world: World) -> dict[str, Any]:
    return {"title": "First meeting", "audience": "both", "body": "Say *hello*."}


def _quote(world: World) -> dict[str, Any]:
    quote = QuoteFactory.create(program=world.program, person=world.people["student"])
    return {"pk": quote.pk}


def _open(status: Expected) -> dict[str, Expected]:
    """Public."""
    return everybody(status, visitor=status)


def _staff(status: Expected) -> dict[str, Expected]:
    """Those who coordinate or administer; the program itself is visible to everybody."""
    return for_roles(outsider=403, student=403, mentor=403, coordinator=status, admin=status, safeguarding=403)


def _admins(status: Expected) -> dict[str, Expected]:
    return _staff(status) | {"coordinator": 403}


def _mentor_alone(status: Expected) -> dict[str, Expected]:
    """The mentor's own; mentees and staff see the profile and may not act for them."""
    return for_roles(student=403, mentor=status, coordinator=403, admin=403, safeguarding=403)


def _school(world: World) -> dict[str, Any]:
    return {"school": world.institution.slug}


def _starter(world: World) -> dict[str, Any]:
    return _school(world) | {"key": "circles"}


def _png() -> bytes:
    file = BytesIO()
    Image.new("RGBA", (60, 30), "#0a4f5880").save(file, "PNG")
    return file.getvalue()


WEBHOOK = "https://records.example/hooks/mentoring?key=7c1"


def _webhook(world: World) -> dict[str, Any]:
    webhook = add_webhook(world.institution, address=WEBHOOK, kinds=WebhookKind.values, now=timezone.now())
    return {**_school(world), "pk": webhook.pk}


def _webhook_delivery(world: World) -> dict[str, Any]:
    held = _webhook(world)
    (delivery,) = tell_webhooks(world.institution.pk, WebhookKind.PAIR_MADE, {"pair": 1}, now=timezone.now())
    return {**held, "delivery": delivery.pk}


def _branded(world: World) -> dict[str, Any]:
    set_colors(world.institution, accent="#7a1f3d", accent_dark="#f0a6bd")
    return {"pk": world.institution.pk, "digest": digest_of("#7a1f3d", "#f0a6bd")}


def _with_logo(world: World) -> dict[str, Any]:
    keep_logo(world.institution, content=_png(), now=timezone.now())
    return {"key": SchoolLogo.objects.get().key, "size": "small"}


def _set_aside(world: World) -> dict[str, Any]:
    return {
        "pk": MessageFactory.create(
            recipient=world.people["student"], state=Message.State.FAILED, event="snow", fault=Fault.BUSY
        ).pk
    }


def _kind_set_aside(world: World) -> dict[str, Any]:
    _set_aside(world)
    return {}


def _not_reached(world: World) -> dict[str, Any]:
    refused = {"state": Message.State.UNDELIVERABLE, "fault": Fault.ADDRESS}
    return {"pk": MessageFactory.create(recipient=world.people["student"], **refused).pk and world.people["student"].pk}


def _not_reached_in_program(world: World) -> dict[str, Any]:
    return _slug(world) | _not_reached(world)


def _interest(world: World) -> dict[str, Any]:
    return _school(world) | {"pk": InterestTermFactory.create(institution=world.institution).pk}


def _word(world: World) -> dict[str, Any]:
    word = ListedWord.objects.create(institution=world.institution, kind="title", name="Dr")
    return _school(world) | {"pk": word.pk}


def _suggested_goal(world: World) -> dict[str, Any]:
    goal = SuggestedGoal.objects.create(
        institution=world.institution, name="Read an ECG", domain="professional", support="skill_development"
    )
    return _school(world) | {"pk": goal.pk}


def _instrument(world: World) -> dict[str, Any]:
    return _school(world) | {"key": "belonging"}


def _another_word(world: World) -> dict[str, Any]:
    return {"into": ListedWord.objects.create(institution=world.institution, kind="title", name="Prof").pk}


def _another_interest(world: World) -> dict[str, Any]:
    return {"into": InterestTermFactory.create(institution=world.institution).pk}


def _student(world: World) -> dict[str, Any]:
    return _slug(world) | {"pk": world.people["student"].pk}


def _student_record(world: World) -> dict[str, Any]:
    return _student(world) | {"record": world.enrollment.pk}


def _mentor_record(world: World) -> dict[str, Any]:
    return _slug(world) | {"pk": world.participation.mentor_id, "record": world.participation.pk}


def _long_step(world: World) -> dict[str, Any]:
    about: dict[str, Any] = {"kind": "undo_of_many", "title": "Undo", "back": "/", "about": {}, "total": 50}
    step = ask_for_long_step(world.program, by=world.people["coordinator"], now=timezone.now(), **about)
    return _slug(world) | {"pk": step.pk}


def _list(world: World) -> dict[str, Any]:
    return _slug(world) | {"name": "mentees"}


def _saved_view(world: World) -> dict[str, Any]:
    """The coordinator keeps it; it belongs to nobody else."""
    owner = world.people["coordinator"]
    view = save_view(world.program, owner=owner, list_name="mentees", name="Year 2", query="group=Year+2")
    return _list(world) | {"pk": view.pk}


def _message(world: World) -> dict[str, Any]:
    """A message to the student that has arrived."""
    key = uuid4()
    send_staff_message(
        world.cycle,
        key=key,
        people=[world.people["student"].pk],
        subject="Hello",
        text="Hello {given_name}",
        list_name="mentees",
        by=world.people["coordinator"],
        now=timezone.now(),
    )
    Message.objects.filter(subject_pk=str(key)).update(state=Message.State.SENT, sent_at=timezone.now())
    return {"pk": key}


def _saved_template(world: World) -> dict[str, Any]:
    by = world.people["admin"]
    return _school(world) | {
        "key": key_of(save_template(world.institution, starter("circles"), by=by, now=timezone.now()))
    }


def _template(world: World) -> dict[str, Any]:
    return _slug(world) | {"pk": keep_template(world.program, name="Hello", subject="Hello", text="Hello").pk}


MATRIX: dict[str, Route] = {
    "people:show-person": Route(_staff(200), _student),
    "people:show-recruiting": Route(_staff(200), _slug),
    "people:preview-invitation": Route(_staff(200), _slug),
    "people:edit-person": Route(_staff(200), _student),
    "people:withdraw-mentee": Route(_staff(200), _student_record),
    "people:mentor-leave": Route(_staff(200), _mentor_record),
    "people:end-mentoring": Route(_staff(200), _mentor_record),
    "people:merge-person": Route(_staff(200), _student),
    "people:tell-apart": Route(_staff(302), _student, method="post"),
    "people:readmit-person": Route(_staff(200), lambda world: _student_record(world) | {"role": "mentee"}),
    "people:remove-record": Route(_staff(200), lambda world: _student_record(world) | {"role": "mentee"}),
    "programs:list-suggested-goals": Route(for_roles(admin=200), _school),
    "programs:edit-suggested-goal": Route(for_roles(admin=200), _suggested_goal),
    "programs:offer-suggested-goal": Route(
        for_roles(admin=302), _suggested_goal, method="post", data=lambda _world: {"offered": "no"}
    ),
    "people:list-words": Route(for_roles(admin=200), _school),
    "people:add-word": Route(
        for_roles(admin=302), _school, method="post", data=lambda _world: {"kind": "title", "name": "Dr"}
    ),
    # Of the world's people somebody is called so.
    "people:settle-words": Route(
        for_roles(admin=302), _school, method="post", data=lambda _world: {"kind": "title", "name": "Dr"}
    ),
    "people:edit-word": Route(for_roles(admin=200), _word),
    "people:merge-words": Route(for_roles(admin=302), _word, method="post", data=_another_word),
    "people:retire-word": Route(for_roles(admin=302), _word, method="post", data=lambda _world: {"offered": "no"}),
    "people:list-interests": Route(for_roles(admin=200), _school),
    "people:add-interest": Route(
        for_roles(admin=302), _school, method="post", data=lambda _world: {"facet": "career", "name": "Rural practice"}
    ),
    "people:edit-interest": Route(for_roles(admin=200), _interest),
    "people:merge-interest": Route(for_roles(admin=422), _interest, method="post", data=_another_interest),
    "people:retire-interest": Route(
        for_roles(admin=302), _interest, method="post", data=lambda _world: {"offered": "no"}
    ),
    "people:show-mail": Route(for_roles(admin=200), elsewhere={"foreigner": 200}),
    "people:list-all-message-kinds": Route(for_roles(admin=200), elsewhere={"foreigner": 200}),
    "people:list-message-kinds": Route(_staff(200), _slug),
    "people:show-message-kind": Route(_staff(200), _message_kind),
    "people:edit-message-text": Route(_staff(200), _message_kind),
    "people:reset-message-text": Route(_staff(302), _message_kind, method="post"),
    "people:try-message-kind": Route(_staff(302), _message_kind, method="post"),
    "people:try-mail": Route(for_roles(admin=302), method="post", elsewhere={"foreigner": 302}),
    "people:list-kept-emails": Route(for_roles()),
    "people:list-set-aside": Route(for_roles(admin=200), elsewhere={"foreigner": 200}),
    # Of another school they say that nothing is left to try again.
    "people:retry-kind": Route(
        for_roles(admin=302),
        _kind_set_aside,
        method="post",
        data=lambda _world: {"event": "snow", "fault": "busy"},
        elsewhere={"foreigner": 302},
    ),
    "people:retry-message": Route(for_roles(admin=302), _set_aside, method="post", elsewhere={"foreigner": 302}),
    "people:list-all-not-reached": Route(for_roles(admin=200), elsewhere={"foreigner": 200}),
    "people:correct-address": Route(for_roles(admin=200), _not_reached),
    "people:list-not-reached": Route(_staff(200), _slug),
    "people:retry-undeliverable": Route(_staff(302), _not_reached_in_program, method="post"),
    "programs:first-run": Route(_open(404)),
    "programs:list-programs": Route(_open(200)),
    "programs:edit-school": Route(for_roles(admin=200), _school),
    "programs:edit-brand": Route(for_roles(admin=200), _school),
    "programs:keep-logo": Route(for_roles(admin=422), _school, method="post"),
    "programs:remove-logo": Route(for_roles(admin=302), _school, method="post"),
    "programs:show-brand": Route(_open(200), _branded),
    "programs:show-logo": Route(_open(200), _with_logo),
    "programs:list-webhooks": Route(for_roles(admin=200), _school),
    "programs:edit-webhook": Route(for_roles(admin=200), _webhook),
    "programs:step-webhook": Route(for_roles(admin=302), _webhook, method="post", data=lambda _world: {"step": "test"}),
    "programs:resend-webhook": Route(for_roles(admin=302), _webhook_delivery, method="post"),
    "programs:edit-holidays": Route(for_roles(admin=200), _school),
    "programs:add-holidays": Route(for_roles(admin=422), _school, method="post"),
    "programs:edit-school-contacts": Route(for_roles(admin=200), _school),
    "programs:create-program": Route(for_roles(admin=200), _school),
    "programs:show-program": Route(_open(200), _slug),
    "programs:show-preview-image": Route(_open(200), _slug),
    "programs:list-quotes": Route(_staff(200), _slug),
    "programs:answer-quote": Route(for_roles(student=200, coordinator=403, admin=403), _quote),
    "programs:remove-quote": Route(for_roles(student=403, coordinator=302, admin=302), _quote, method="post"),
    "programs:edit-program": Route(_staff(200), _slug),
    "programs:edit-step": Route(_staff(200), lambda world: _slug(world) | {"key": "purpose"}),
    "programs:edit-reminders": Route(_staff(200), _slug),
    "programs:open-program": Route(_admins(302), _slug, method="post"),
    "programs:show-health": Route(_staff(200), _slug),
    "programs:save-template": Route(_admins(200), _slug),
    "programs:list-templates": Route(for_roles(admin=200), _school),
    "surveys:list-instruments": Route(for_roles(admin=200), _school),
    "surveys:show-instrument": Route(for_roles(admin=200), _instrument),
    "surveys:switch-instrument-off": Route(for_roles(admin=302), _instrument, method="post"),
    "surveys:download-instrument": Route(for_roles(admin=200), _instrument),
    "programs:show-template": Route(for_roles(admin=200), _starter),
    "programs:download-template": Route(for_roles(admin=200), _starter),
    "programs:delete-template": Route(for_roles(admin=302), _saved_template, method="post"),
    "programs:archive-program": Route(_admins(302), _slug, method="post"),
    "programs:restore-program": Route(_admins(302), _slug, method="post"),
    "programs:edit-contacts": Route(_staff(200), _slug),
    "people:list-team": Route(_admins(200), _slug),
    "people:appoint": Route(
        _admins(302),
        _slug,
        method="post",
        data=lambda _world: {
            "role": "coordinator",
            "email": "new@haldenlake.example",
            "given_name": "New",
            "family_name": "Person",
        },
    ),
    "people:invite-member-again": Route(_admins(302), _second_coordinator, method="post"),
    # Only those who look after the whole site add schools to it.
    "people:list-schools": Route(for_roles()),
    "people:create-school": Route(for_roles()),
    "people:list-school-staff": Route(for_roles(admin=200), _school),
    "people:appoint-in-school": Route(
        for_roles(admin=302),
        _school,
        method="post",
        data=lambda _world: {
            "role": "admin",
            "place": "school",
            "email": "new@haldenlake.example",
            "given_name": "New",
        },
    ),
    "people:dismiss-in-school": Route(for_roles(admin=302), _second_appointment, method="post"),
    "people:invite-staff-again": Route(for_roles(admin=302), _second_appointment, method="post"),
    "people:dismiss": Route(_admins(302), _second_coordinator, method="post"),
    "programs:create-cycle": Route(_staff(200), _slug),
    "programs:edit-cycle": Route(_staff(200), _cycle),
    "people:repeat-year": Route(_staff(200), _cycle),
    "programs:edit-exams": Route(_staff(200), _cycle),
    "programs:advance-cycle": Route(_staff(302), _cycle, method="post", data=lambda _world: {"to": "matching"}),
    # Who mentors is led to the page that has their part in the year too; the student has a handbook to read first.
    "people:edit-profile": Route(everybody(200) | {"mentor": 302}),
    "people:show-examples": Route(everybody(200)),
    "people:edit-zone": Route(everybody(200)),
    "people:enroll": Route(everybody(200), _slug),
    "people:answer-voluntary": Route(for_roles(student=200), _asking),
    "people:withdraw": Route(for_roles(student=302), _slug, method="post"),
    "people:edit-participation": Route(
        for_roles(student=403, mentor=200, coordinator=200, admin=200, safeguarding=403), _participation
    ),
    "people:volunteer": Route(_open(200), _with_volunteers),
    "people:volunteer-sent": Route(_open(200), _with_volunteers),
    "people:confirm-volunteer": Route(_open(200), lambda world: _with_volunteers(world) | {"token": "unknown"}),
    "people:thank-mentor": Route(_mentor_alone(200), _of_ending_year),
    "people:renew": Route(_mentor_alone(302), _of_ending_year, method="post", data=lambda _world: {"answer": "again"}),
    "people:answer-invitation": Route(
        _mentor_alone(302) | {"student": 404, "safeguarding": 404},
        _invited,
        method="post",
        data=lambda _world: {"answer": "accept"},
    ),
    "people:ask-again": Route(_mentor_alone(302), _participation, method="post"),
    "people:take-leave": Route(
        _mentor_alone(302),
        _participation,
        method="post",
        data=lambda _world: _leave_of_a_month(),
    ),
    "people:end-leave": Route(_mentor_alone(302), _paused, method="post"),
    "people:stop-mentoring": Route(_mentor_alone(302), _participation, method="post"),
    "people:list-people": Route(_staff(302), _slug),
    "people:show-list": Route(_staff(200), _list),
    "people:act-on-list": Route(_staff(302), _list),
    "people:keep-view": Route(_staff(302), _list, method="post", data=lambda _world: {"name": "Year 2"}),
    "people:forget-view": Route(_staff(302) | {"admin": 404}, _saved_view, method="post"),
    "people:write-message": Route(_staff(302), _list),
    "people:list-messages": Route(_staff(200), _slug),
    "people:show-message": Route(_staff(200), lambda world: _slug(world) | _message(world)),
    "people:read-message": Route(for_roles(student=200), _message),
    "people:forget-template": Route(_staff(302), _template, method="post"),
    "people:invite-team-again": Route(_admins(200), _slug),
    "people:add-person": Route(_staff(200), _slug),
    "people:import-people": Route(_staff(200), _slug),
    "people:download-template": Route(_staff(200), lambda world: _slug(world) | {"kind": "csv"}),
    "people:confirm-import": Route(_staff(200) | {"admin": 404}, _pending),
    "people:import-columns": Route(_staff(200) | {"admin": 404}, _pending),
    "people:settle-import": Route(_staff(302) | {"admin": 404}, _pending, method="post"),
    "people:download-mapping": Route(_staff(200) | {"admin": 404}, _mapped),
    "people:download-attention": Route(_staff(200) | {"admin": 404}, _pending),
    "people:cancel-import": Route(_staff(302) | {"admin": 404}, _pending, method="post"),
    "programs:follow-long-step": Route(_staff(200) | {"admin": 404}, _long_step),
    "programs:list-receipts": Route(everybody(200)),
    "programs:show-receipt": Route(for_roles(student=200), _acknowledged),
    "programs:show-handbook": Route(_open(200), _published),
    "programs:print-handbook": Route(_open(200), _published),
    "programs:search-handbook": Route(_open(200), _published),
    "programs:download-handbook": Route(_open(200), lambda world: _published(world) | {"form": "txt"}),
    "programs:compare-handbook": Route(_open(200), lambda world: {"slug": _republished(world)["slug"]}),
    "programs:compare-chapter": Route(_open(200), _republished),
    "programs:acknowledge-handbook": Route(
        for_roles(outsider=403, student=302, mentor=302, coordinator=403, admin=403, safeguarding=403),
        _published,
        method="post",
        data=lambda _world: {"read": "on"},
    ),
    "programs:list-acknowledgements": Route(_staff(200), _published),
    "programs:edit-handbook": Route(_admins(200), _slug),
    "programs:start-draft": Route(_admins(302), _slug, method="post"),
    "programs:discard-draft": Route(_admins(302), _with_draft, method="post"),
    "programs:publish-handbook": Route(_admins(302), _with_draft, method="post"),
    "programs:withdraw-handbook": Route(_admins(302), lambda world: _published(world) | {"number": 1}, method="post"),
    "programs:bring-text": Route(_admins(200), _slug),
    "programs:take-chapters": Route(_admins(200), _waiting_text),
    "programs:discard-text": Route(_admins(302), _waiting_text, method="post"),
    "programs:convert-paste": Route(
        _admins(200), _slug, method="post", data=lambda _world: {"html": "<h2>One</h2><p>Words.</p>"}
    ),
    "programs:say-chapter-open": Route(_admins(200), _with_chapter, method="post"),
    "programs:live-preview": Route(_admins(200), _with_draft, method="post", data=_chapter_data),
    "programs:add-picture": Route(_admins(422), _with_draft, method="post", data=_chapter_data),
    "programs:show-image": Route(_open(200), lambda world: _with_image(world, published=True)),
    "programs:carry-chapter": Route(_admins(200), _with_draft, method="post", data=_chapter_data),
    "programs:add-chapter": Route(_admins(200), _with_draft),
    "programs:edit-chapter": Route(_admins(200), _with_chapter),
    "programs:list-chapter-texts": Route(_admins(200), _with_chapter),
    "programs:put-chapter-back": Route(_admins(302), _with_chapter, method="post"),
    "programs:move-chapter": Route(_admins(302), _with_chapter, method="post", data=lambda _world: {"direction": "up"}),
    "programs:delete-chapter": Route(_admins(302), _with_chapter, method="post"),
    "programs:show-chapter": Route(_open(200), _published_chapter),
}
