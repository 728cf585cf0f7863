"""Pictures of the handbook: adding one to a chapter, and showing it to those who may read that chapter."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from accounts.uploads import read_upload
from core.body_limit import takes_pictures
from core.images import MAX_BYTES, picture_of
from core.json_answers import asks_for_json
from core.markdown import IMAGE
from core.refusals import refusals_beside
from programs.access import get_administered_program_for, get_image_for
from programs.forms.handbooks import PictureForm
from programs.models import Program
from programs.queries.handbooks import draft_of, is_public_image
from programs.services.handbook_images import keep_images
from programs.views.chapter_page import chapter_form, chapter_gone, chapter_page, posted_chapter

# What a key names never changes, so a browser need not ask twice; nobody else keeps it.
_FOR_GOOD = "private, max-age=31536000, immutable"


@login_not_required
@require_safe
def show_image(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A picture, for those who may read a chapter that shows it; a browser keeps what every visitor may see."""
    image = get_image_for(request.user, slug, key)
    response = HttpResponse(bytes(image.content), content_type="image/webp")
    if is_public_image(image):
        response.headers["Cache-Control"] = _FOR_GOOD
    return response


@takes_pictures
@require_POST
def add_picture(request: SignedInRequest, slug: str) -> HttpResponse:
    """Keep a picture and put it at the end of the unsaved text; a script gets its Markdown and puts it in its place."""
    program = get_administered_program_for(request.user, slug)
    draft = draft_of(program)
    chapter, gone = posted_chapter(request, program)
    data, picture, markdown = with_picture(request, program)
    if asks_for_json(request):
        errors = {name: list(map(str, texts)) for name, texts in picture.errors.items()}
        return JsonResponse({"errors": errors}, status=422) if errors else JsonResponse({"markdown": markdown})
    form = chapter_form(program, data, chapter)
    if draft is None or gone:
        return chapter_gone(request, program, chapter, form)
    return chapter_page(request, draft, chapter, form, picture if picture.errors else None)


def chosen_picture(request: SignedInRequest, program: Program) -> tuple[QueryDict | None, PictureForm | None]:
    """Return what was posted, with the picture that was chosen with it, and its form where that says what is wrong."""
    if request.method != "POST" or "picture" not in request.FILES:
        return posted(request), None
    data, picture, _markdown = with_picture(request, program)
    return data, picture if picture.errors else None


def with_picture(request: SignedInRequest, program: Program) -> tuple[QueryDict, PictureForm, str]:
    """Keep the picture that was posted; return the fields with it at the end of the text, its form, its Markdown.

    Where the form says what is wrong there is no Markdown and the text stays.
    """
    form = PictureForm(request.POST, request.FILES)
    markdown = ""
    if form.is_valid():
        with refusals_beside(form, field="picture"):
            now = timezone.now()
            content = read_upload(form.cleaned_data["picture"], by=request.user, now=now, most=MAX_BYTES)
            [key] = keep_images(program, [picture_of(content)], now=now)
            markdown = f"![{form.cleaned_data['description']}]({IMAGE}{key})"
    data = request.POST.copy()
    if markdown:
        data["body"] = f"{data.get('body', '').rstrip()}\n\n{markdown}\n".lstrip()
        del data["description"]
    return data, form, markdown
