"""Addresses of the library."""

from django.urls import path

from lenitive.library.views import asking, careers, courses, doing, finding, guide, reading, treatments

app_name = "library"
urlpatterns = [
    path("learn/", reading.start, name="start"),
    path("learn/guide/", guide.start, name="guide"),
    path("learn/guide/words/", guide.words, name="glossary"),
    path("learn/guide/<str:name>/", guide.page, name="guide_page"),
    path("learn/ask/", asking.asking, name="ask"),
    path("learn/ask/stream/", asking.stream, name="ask_stream"),
    path("learn/questions/", reading.questions, name="questions"),
    path("learn/questions/<str:name>/", reading.question, name="question"),
    path("learn/lessons/<str:name>/", reading.lesson, name="lesson"),
    path("learn/true-or-not/", reading.claims, name="claims"),
    path("learn/treatments/", treatments.conditions, name="conditions"),
    path("learn/treatments/<str:name>/", treatments.condition, name="condition"),
    path("learn/treatment/<str:name>/", treatments.treatment, name="treatment"),
    path("learn/courses/", courses.courses, name="courses"),
    path("learn/courses/compare/", courses.compare, name="compare"),
    path("learn/courses/<str:name>/", courses.course, name="course"),
    path("learn/do/<str:name>/", doing.own_course, name="own_course"),
    path("learn/careers/", careers.careers, name="careers"),
    path("learn/careers/<str:name>/", careers.career, name="career"),
    path("learn/sitemap.xml", finding.pages, name="sitemap"),
    path("robots.txt", finding.robots, name="robots"),
]
