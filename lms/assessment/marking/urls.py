from django.urls import path

from lms.assessment.marking import views

urlpatterns = [
    path("", views.queue, name="marking"),
    path("next/", views.take, name="marking_next"),
    path("answer/<int:pk>/", views.answer, name="marking_answer"),
    path("answer/<int:pk>/skip/", views.skip, name="marking_skip"),
    path("mark/<int:pk>/undo/", views.undo, name="marking_undo"),
    path("exam/<str:code>/<str:cycle>/", views.exam, name="marking_exam"),
    path("exam/<str:code>/<str:cycle>/appoint/", views.appoint, name="marking_appoint"),
    path("marker/<int:pk>/dismiss/", views.dismiss, name="marking_dismiss"),
    path("review/<str:case>/", views.review, name="marking_review"),
]
