from django.urls import path

from lms.assessment.sheets import file_views, views

urlpatterns = [
    path("", views.sets, name="sheet_sets"),
    path("entry/<int:pk>/", views.entry, name="sheet_entry"),
    path("file/<int:pk>/", file_views.file, name="sheet_file"),
    path("file/<int:pk>/write/", file_views.write, name="sheet_write"),
    path("<str:code>/", views.paper_set, name="sheet_set"),
    path("<str:code>/print/", views.print_set, name="sheet_print"),
    path("<str:code>/template/", file_views.template, name="sheet_template"),
    path("<str:code>/upload/", file_views.upload, name="sheet_upload"),
]
