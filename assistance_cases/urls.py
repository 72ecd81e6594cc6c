from django.urls import URLPattern, path

from assistance_cases.views import (
    actions,
    calendar,
    cases,
    district,
    lists,
    saved_views,
    touched,
    work,
)

urlpatterns: list[URLPattern] = [
    path("", work.home, name="home"),
    path("leas/", lists.lea_list, name="lea-list"),
    path("leas/download/<str:layout>/<str:ending>/", lists.download, name="lea-download"),
    path("leas/views/", saved_views.saved_views, name="saved-views"),
    path("leas/views/new/", saved_views.save_view, name="saved-view-new"),
    path("leas/views/<int:pk>/", saved_views.change_view, name="saved-view-change"),
    path("leas/views/<int:pk>/delete/", saved_views.delete_view, name="saved-view-delete"),
    path("cases/open/<str:cds>/<int:year>/", cases.case_open, name="case-open"),
    path("cases/<int:pk>/", cases.case_detail, name="case-detail"),
    path("cases/<int:pk>/steps/", cases.case_steps, name="case-steps"),
    path("cases/<int:pk>/district-view/", district.case_district_view, name="case-district-view"),
    path("cases/<int:pk>/notes/new/", actions.add_note, name="case-note-add"),
    path("cases/<int:pk>/lead/", actions.change_lead, name="case-lead-change"),
    path("cases/<int:pk>/years/<int:year>/", actions.add_year, name="case-year-add"),
    path("cases/<int:pk>/close/", actions.close, name="case-close"),
    path("cases/<int:pk>/reopen/", actions.reopen, name="case-reopen"),
    path("cases/<int:pk>/steps/<int:milestone_pk>/done/", actions.mark_done, name="milestone-done"),
    path(
        "cases/<int:pk>/steps/<int:milestone_pk>/open/",
        actions.reopen_milestone,
        name="milestone-reopen",
    ),
    path("cases/<int:pk>/steps/<int:milestone_pk>/date/", actions.move_date, name="milestone-move"),
    path(
        "cases/<int:pk>/steps/<int:milestone_pk>/not-needed/",
        actions.mark_not_needed,
        name="milestone-not-needed",
    ),
    path("data/loads/<int:pk>/touched/", touched.load_touched, name="load-touched"),
    path(
        "data/files/<int:pk>/before-roll-back/",
        touched.roll_back_touched,
        name="roll-back-touched",
    ),
    path("my-district/", district.my_district, name="my-district"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<int:pk>/", calendar.calendar_cycle, name="calendar-cycle"),
]
