"""A person's own profile."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import ProfileForm
from accounts.models import User
from accounts.services import update_profile


@require_http_methods(["GET", "HEAD", "POST"])
def edit_profile(request: HttpRequest) -> HttpResponse:
    """Show and save what the reader says about themselves."""
    user = cast(User, request.user)
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        update_profile(user, fields=form.cleaned_data, languages=list(form.cleaned_data["languages"]))
        messages.success(request, _("Your profile is saved."))
        return redirect("accounts:edit-profile")
    return render(request, "accounts/profile.html", {"form": form}, status=422 if form.errors else 200)
