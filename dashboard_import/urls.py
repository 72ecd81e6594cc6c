from django.urls import URLPattern, path

from dashboard_import.views import batches, columns, differences, fetching, loads, quality

urlpatterns: list[URLPattern] = [
    path("data/", loads.data_home, name="data-home"),
    path("data/loads/new/", loads.load_new, name="load-new"),
    path("data/loads/<int:pk>/", loads.load_detail, name="load-detail"),
    path("data/loads/<int:pk>/check/", loads.load_check, name="load-check"),
    path("data/loads/<int:pk>/compare/", loads.load_compare, name="load-compare"),
    path("data/loads/<int:pk>/publish/", loads.load_publish, name="load-publish"),
    path("data/fetch/<int:year>/", fetching.fetch_year, name="fetch-year"),
    path("data/downloads/<int:pk>/again/", fetching.fetch_again, name="download-again"),
    path("data/downloads/<int:pk>/cancel/", fetching.cancel_download, name="download-cancel"),
    path("data/files/<int:pk>/", batches.batch_detail, name="batch-detail"),
    path("data/files/<int:pk>/refused.csv", batches.refused_rows, name="batch-refused-rows"),
    path("data/files/<int:pk>/changes/", differences.batch_difference, name="batch-difference"),
    path(
        "data/files/<int:pk>/changes.csv",
        differences.batch_difference_csv,
        name="batch-difference-csv",
    ),
    path("data/files/<int:pk>/report/", quality.batch_report, name="batch-report"),
    path(
        "data/files/<int:pk>/report.xlsx",
        quality.batch_report_workbook,
        name="batch-report-workbook",
    ),
    path("data/files/<int:pk>/columns/", columns.batch_columns, name="batch-columns"),
    path("data/columns/", columns.column_mappings, name="column-mappings"),
    path("data/columns/<int:pk>/remove/", columns.remove_mapping, name="column-mapping-remove"),
    path("data/files/<int:pk>/choose/", batches.choose_meaning, name="batch-choose"),
    path("data/files/<int:pk>/cut-down/", batches.cut_down, name="batch-cut-down"),
    path("data/files/<int:pk>/cancel/", batches.cancel, name="batch-cancel"),
    path("data/files/<int:pk>/check-again/", batches.check_again, name="batch-check-again"),
    path("data/files/<int:pk>/roll-back/", batches.roll_back, name="batch-roll-back"),
]
