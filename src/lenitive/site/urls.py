"""Addresses of the site: the desk's own pages, the clinic's, the portal's, and the public library."""

from django.urls import include, path

urlpatterns = [
    path("", include("lenitive.desk.urls")),
    path("", include("lenitive.desk.sign_in_urls")),
    path("", include("lenitive.clinic.urls")),
    path("", include("lenitive.portal.urls")),
    path("", include("lenitive.library.urls")),
]
handler400 = "lenitive.desk.views.errors.not_understood"
handler403 = "lenitive.desk.views.errors.forbidden"
handler404 = "lenitive.desk.views.errors.not_found"
handler500 = "lenitive.desk.views.errors.broken"
