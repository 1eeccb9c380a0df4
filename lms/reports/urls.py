from django.urls import path

from lms.reports import goal_views, views

app_name = "reports"
urlpatterns = [
    path("", views.home, name="home"),
    path("goals/", goal_views.goals, name="goals"),
    path("period/", views.period, name="period"),
    path("period/export.xlsx", views.period_export, name="period_export"),
    path("remind/", views.remind, name="remind"),
    path("unit/<str:code>/", views.unit, name="unit"),
    path("unit/<str:code>/export.xlsx", views.unit_export, name="unit_export"),
    path("person/<str:staff_no>/", views.person, name="person"),
]
