"""A person's own profile."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms import ProfileForm
from accounts.models import User
from accounts.requests import SignedInRequest, posted
from accounts.services.profiles import update_profile
from core.methods import form_page
from core.refusals import refusals_beside


@form_page
def edit_profile(request: SignedInRequest) -> HttpResponse:
    """Show and save what the reader says about themselves."""
    user = request.user
    form = ProfileForm(posted(request), instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        fields, languages = form.cleaned_data, list(form.cleaned_data["languages"])
        with refusals_beside(form):
            update_profile(user, fields=fields, languages=languages, began_from=form.began_from)
            messages.success(request, _("Profile saved."))
            return redirect("accounts:edit-profile")
    return render(request, "accounts/profile.html", {"form": form}, status=422 if form.errors else 200)
