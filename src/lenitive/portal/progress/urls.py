"""Addresses: my progress, my plan, my medicines, my documents."""

from django.urls import path

from lenitive.portal.progress import documents, medicines, plan, views

urlpatterns = [
    path("me/progress/", views.progress, name="progress"),
    path("me/progress/goals/new/", views.new_goal, name="goal_new"),
    path("me/progress/goals/<int:number>/mark/", views.mark_goal, name="goal_mark"),
    path("me/progress/goals/<int:number>/end/", views.end_goal, name="goal_end"),
    path("me/plan/", plan.my_plan, name="plan"),
    path("me/medicines/", medicines.my_medicines, name="medicines"),
    path("me/documents/", documents.my_documents, name="documents"),
    path("me/documents/<int:pk>/", documents.document, name="document"),
    path("me/documents/<int:pk>/paper/", documents.paper, name="document_paper"),
]
