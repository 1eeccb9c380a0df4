from django.urls import path

from lms.reports import goal_views, list_views, views

app_name = "reports"
urlpatterns = [
    path("", views.home, name="home"),
    path("goals/", goal_views.goals, name="goals"),
    path("period/", views.period, name="period"),
    path("period/export.xlsx", views.period_export, name="period_export"),
    path("remind/", views.remind, name="remind"),
    path("unit/<str:code>/", views.unit, name="unit"),
    path("unit/<str:code>/export.xlsx", list_views.unit_export, name="unit_export"),
    path("unit/<str:code>/list/", list_views.list_export, name="list_export"),
    path("unit/<str:code>/list.csv", list_views.course_list, name="course_list"),
    path("unit/<str:code>/courses/", views.courses, name="courses"),
    path("unit/<str:code>/figures/", views.figures, name="figures"),
    path("unit/<str:code>/overdue/", views.overdue, name="overdue"),
    path("person/<str:staff_no>/", views.person, name="person"),
]
