"""Two lists of work orders, each with the organization in its address since plain Django has no tenancy."""

from django.urls import path

from benchmarks.plain.views import BareList, CompleteList

urlpatterns = [
    path("bare/<uuid:organization>/", BareList.as_view()),
    path("complete/<uuid:organization>/", CompleteList.as_view()),
]
