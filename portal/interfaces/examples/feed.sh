curl -sS --fail-with-body "$PORTAL/catalog.ttl" -H "Authorization: Bearer $TOKEN"
