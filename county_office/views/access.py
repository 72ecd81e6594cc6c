"""Signing in and out, choosing a county, and the health check."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from county_office import selectors
from county_office.forms import SignInForm, WorkingCountyForm
from county_office.working_county import SESSION_KEY


class SignInView(LoginView):
    template_name = "county_office/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """A district lead begins on the district's own page."""
        if selectors.is_district_lead_only(self.request.user):
            return reverse("my-district")
        return reverse("home")


@require_POST
def choose_county(request: HttpRequest) -> HttpResponse:
    """Remembers the county for this session; another's county does not exist."""
    form = WorkingCountyForm(request.POST, user=request.user)
    if not form.is_valid():
        raise Http404
    request.session[SESSION_KEY] = form.cleaned_data["county"].pk
    return redirect("home")


@login_not_required
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """Says that the web process answers and reaches its database; for health checks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
