curl -sS --fail-with-body "$PORTAL/api/v1/agreements/$AGREEMENT/look-up/" \
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \
  -H "Sharing-Purpose: GOVERNMENT_SERVICE" -H "Sharing-Case-Number: WG-2026-0001" \
  -d '{"column": "credit_code", "value": "'"$CREDIT_CODE"'"}'
