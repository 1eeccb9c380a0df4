from django.urls import path

from courses import views

app_name = "courses"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("media/images/<path:name>", views.image, name="image"),
    path("media/media_thumbnails/<path:name>", views.poster, name="poster"),
]
