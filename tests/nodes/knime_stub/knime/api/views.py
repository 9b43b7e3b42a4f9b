"""As in KNIME, the script through which a view talks to a report; this one keeps what it is given."""

KNIME_UI_EXT_SERVICE_JS = """
const KnimeUIExtensionService = {
  ReportingService: {
    getInstance: async () => ({
      isReportingActive: () => !window.kmaidNoReport,
      setReportingContent: (html) => { window.reportingContent = html; },
    }),
  },
}; // </script> does not end it
"""
