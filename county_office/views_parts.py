"""The page for developers that shows every component and glyph."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def parts(request: HttpRequest) -> HttpResponse:
    return render(request, "county_office/parts.html")
