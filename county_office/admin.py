"""Places and people, for system administrators. Cases and results are not edited here."""

from django.contrib import admin

from county_office.models import County, Lea, LeaCode, Membership, School, User


class LeaCodeInline(admin.TabularInline):
    model = LeaCode
    extra = 0


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["lea"]


@admin.register(County)
class CountyAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "is_demonstration"]
    search_fields = ["name", "code"]


@admin.register(Lea)
class LeaAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "county"]
    list_filter = ["kind", "county"]
    list_select_related = ["county"]
    search_fields = ["name", "codes__cds"]
    inlines = [LeaCodeInline]


@admin.register(School)
class SchoolAdmin(admin.ModelAdmin):
    list_display = ["name", "cds", "lea"]
    list_select_related = ["lea"]
    search_fields = ["name", "cds"]
    autocomplete_fields = ["lea", "charter_lea"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["full_name", "email", "is_active"]
    search_fields = ["full_name", "email"]
    # Passwords are set by `manage.py changepassword`; rights come from memberships alone.
    exclude = ["password", "groups", "user_permissions", "last_login"]
    inlines = [MembershipInline]
