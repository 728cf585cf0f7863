"""What superusers find beside rounds and pairs: the audit log, to read and to search, and what libraries bring."""

from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from auditlog.admin import LogEntryAdmin
from auditlog.models import LogEntry
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group

from core.admin_lists import SteadyListMixin

admin.site.unregister([LogEntry, EmailAddress, Group])


@admin.register(LogEntry)
class AuditAdmin(SteadyListMixin, LogEntryAdmin):
    # The library searches for names that our people do not have, and fails.
    search_fields = ("object_repr", "changes", "actor__given_name", "actor__family_name", "actor__email")


@admin.register(EmailAddress)
class AddressAdmin(SteadyListMixin, EmailAddressAdmin):
    pass


@admin.register(Group)
class SteadyGroupAdmin(SteadyListMixin, GroupAdmin):
    pass
