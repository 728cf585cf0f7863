"""Addresses of reports."""

from django.urls import URLPattern, path

from reports.views import certificates, files, recognition, report, research, verifying

app_name = "reports"

urlpatterns: list[URLPattern] = [
    path("my-record/", recognition.show, name="show-recognition"),
    path("my-record/<slug:school>/certificate/", certificates.make, name="make-certificate"),
    path("pairs/<key:pk>/record.pdf", recognition.download_year, name="download-year"),
    path("certificates/<uuid:pk>/", certificates.edit, name="edit-certificate"),
    path("certificates/<uuid:pk>/withdraw/", certificates.withdraw, name="withdraw-certificate"),
    path("certificates/<uuid:pk>/certificate.pdf", certificates.download, name="download-certificate"),
    path("certificates/<uuid:pk>/portfolio.pdf", certificates.download_portfolio, name="download-portfolio"),
    path("verify/", verifying.ask, name="ask-code"),
    path("verify/<str:code>/", verifying.verify, name="verify-code"),
    path("reports/", report.list_reports, name="list-reports"),
    path("programs/<slug:slug>/report/", report.show_report, name="show-report"),
    path("programs/<slug:slug>/report/count/", report.count_again, name="count-again"),
    path("programs/<slug:slug>/report/pairs.csv", files.download_pairs, name="download-pairs"),
    path("programs/<slug:slug>/report/research/<key:pk>/", research.download_research, name="download-research"),
    path("programs/<slug:slug>/report.<slug:form>", files.download_report, name="download-report"),
]
