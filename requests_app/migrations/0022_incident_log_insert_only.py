"""Measures and reports of incidents take INSERT only; the database itself refuses anything else."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION requests_app_keep_incident_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'measures and reports of incidents are never changed or removed';
END $$;
CREATE TRIGGER incident_measure_insert_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON requests_app_incidentmeasure
    FOR EACH STATEMENT EXECUTE FUNCTION requests_app_keep_incident_log();
CREATE TRIGGER incident_report_insert_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON requests_app_incidentreport
    FOR EACH STATEMENT EXECUTE FUNCTION requests_app_keep_incident_log();
"""
BACKWARDS = """
DROP TRIGGER incident_measure_insert_only ON requests_app_incidentmeasure;
DROP TRIGGER incident_report_insert_only ON requests_app_incidentreport;
DROP FUNCTION requests_app_keep_incident_log();
"""


class Migration(migrations.Migration):

    dependencies = [("requests_app", "0021_security_incident")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
