curl -sS --fail-with-body "$PORTAL/api/v1/agreements/$AGREEMENT/records/?limit=100" \
  -H "Authorization: Bearer $TOKEN" \
  -H "Sharing-Purpose: GOVERNMENT_SERVICE" -H "Sharing-Case-Number: WG-2026-0001"
