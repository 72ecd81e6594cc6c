from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path

from county_office.views import about, access, mailbox, notices
from county_office.views_parts import parts

urlpatterns = [
    path("sign-in/", login_not_required(access.SignInView.as_view()), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("working-county/", access.choose_county, name="choose-county"),
    path("health/", access.health, name="health"),
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/hold/", notices.notices_decide, {"decision": "hold"}, name="notices-hold"),
    path(
        "notices/release/", notices.notices_decide, {"decision": "release"}, name="notices-release"
    ),
    path("notices/<int:pk>/", notices.notice_detail, name="notice-detail"),
    path("notices/<int:pk>/<slug:decision>/", notices.notice_decide, name="notice-decide"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<str:key>/", mailbox.mailbox_message, name="mailbox-message"),
    path("help/", about.help_page, name="help"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("developers/parts/", parts, name="parts"),
]
