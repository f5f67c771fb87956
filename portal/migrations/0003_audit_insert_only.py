"""The audit tables take INSERT only; the database itself refuses anything else."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION portal_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit rows are never changed or removed';
END $$;
CREATE TRIGGER audit_event_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON portal_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION portal_audit_refuse();
CREATE TRIGGER audit_seal_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON portal_auditseal
    FOR EACH STATEMENT EXECUTE FUNCTION portal_audit_refuse();
"""
BACKWARDS = """
DROP TRIGGER audit_event_insert_only ON portal_auditevent;
DROP TRIGGER audit_seal_insert_only ON portal_auditseal;
DROP FUNCTION portal_audit_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_api_client")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
