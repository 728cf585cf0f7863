"""Addresses of reports."""

from django.urls import URLPattern, path

from reports.views import files, report

app_name = "reports"

urlpatterns: list[URLPattern] = [
    path("reports/", report.list_reports, name="list-reports"),
    path("programs/<slug:slug>/report/", report.show_report, name="show-report"),
    path("programs/<slug:slug>/report/count/", report.count_again, name="count-again"),
    path("programs/<slug:slug>/report/pairs.csv", files.download_pairs, name="download-pairs"),
    path("programs/<slug:slug>/report.<slug:form>", files.download_report, name="download-report"),
]
