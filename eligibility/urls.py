from django.urls import path

from eligibility.views import criteria

urlpatterns = [
    path("eligibility/criteria/", criteria.how_it_is_computed, name="how-eligibility-is-computed"),
    path("eligibility/criteria/<int:year>/", criteria.how_it_is_computed, name="criteria-of-year"),
]
