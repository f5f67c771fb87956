"""DOMAIN: EmergencyRelease, data released at once, for hours, and reviewed afterwards."""
