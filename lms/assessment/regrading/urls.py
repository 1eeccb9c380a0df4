"""Under /assessment/regrades/, in the room's namespace."""

from django.urls import path

from lms.assessment.regrading import views

urlpatterns = [
    path("", views.regrades, name="regrades"),
    path("question/<int:pk>/", views.new, name="regrade_new"),
    path("<int:pk>/", views.regrade, name="regrade"),
    path("<int:pk>/preview/", views.preview, name="regrade_preview"),
    path("<int:pk>/file/", views.file, name="regrade_file"),
    path("<int:pk>/propose/", views.propose, name="regrade_propose"),
    path("<int:pk>/withdraw/", views.withdraw, name="regrade_withdraw"),
    path("<int:pk>/confirm/", views.confirm, name="regrade_confirm"),
    path("<int:pk>/refuse/", views.refuse, name="regrade_refuse"),
    path("<int:pk>/go-on/", views.go_on, name="regrade_go_on"),
]
