from django.urls import path

from services_catalog import views

urlpatterns = [
    path("services/", views.service_list, name="service-list"),
    path("services/at-a-glance/", views.services_at_a_glance, name="services-at-a-glance"),
    path("services/<slug:slug>/", views.service_detail, name="service-detail"),
]
