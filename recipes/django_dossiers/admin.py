"""Dossiers in Django's admin: found, filtered, read with their slip; nothing is edited there."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from django_dossiers.models import StoredDossier, StoredEvent


class ReadOnly(admin.options.BaseModelAdmin):
    """What is looked at and not touched."""

    def has_add_permission(self, *_: Any) -> bool:  # noqa: ANN401
        """Dossiers are opened, and events told, by the service alone."""
        return False

    def has_change_permission(self, *_: Any) -> bool:  # noqa: ANN401
        """Nothing that has happened is changed."""
        return False

    def has_delete_permission(self, *_: Any) -> bool:  # noqa: ANN401
        """Nor deleted."""
        return False


class EventLines(ReadOnly, admin.TabularInline):
    """What has happened, a line each; what is personal is not shown."""

    model = StoredEvent
    fields = ("at", "kind", "office")
    readonly_fields = fields
    extra = 0

    @admin.display(description="việc")
    def kind(self, row: StoredEvent) -> str:
        """What happened."""
        return str(row.event["kind"])

    @admin.display(description="cơ quan")
    def office(self, row: StoredEvent) -> str:
        """Where."""
        return str(row.event["office"])


@admin.register(StoredDossier)
class DossierPages(ReadOnly, admin.ModelAdmin):
    """The list, with filters by status and due day, and the page of one dossier with its control slip."""

    list_display = ("code", "status", "due_on")
    list_filter = ("status", "due_on")
    search_fields = ("code",)
    date_hierarchy = "due_on"
    fields = ("code", "status", "due_on", "slip")
    readonly_fields = fields
    inlines = (EventLines,)

    def get_queryset(self, request: HttpRequest) -> Any:  # noqa: ANN401
        """Without the covers, which no list shows."""
        return super().get_queryset(request).defer("cover")

    @admin.display(description="phiếu kiểm soát")
    def slip(self, row: StoredDossier) -> SafeString:
        """The dossier as a paper; all that somebody wrote is escaped in it."""
        return mark_safe(row.dossier.slip().html())  # noqa: S308
