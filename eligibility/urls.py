from django.urls import path

from eligibility.views import criteria, leas, reconciliation, runs, scratch

urlpatterns = [
    path("data/determinations/", runs.determinations, name="determinations"),
    path("data/determinations/run/", runs.determine, name="determine"),
    path(
        "data/determinations/<int:year>/reconciliation/",
        reconciliation.reconciliation,
        name="reconciliation",
    ),
    path(
        "data/determinations/<int:year>/<str:ending>/",
        reconciliation.export,
        name="determinations-export",
    ),
    path("eligibility/criteria/", criteria.how_it_is_computed, name="how-eligibility-is-computed"),
    path("eligibility/criteria/<int:year>/", criteria.how_it_is_computed, name="criteria-of-year"),
    path("leas/<str:cds>/eligibility/<int:year>/", leas.lea_eligibility, name="lea-eligibility"),
    path("leas/<str:cds>/eligibility/<int:year>/what-if/", scratch.what_if, name="what-if"),
    path(
        "leas/<str:cds>/eligibility/<int:year>/<str:group>/<str:indicator>/",
        leas.cell,
        name="lea-cell",
    ),
]
