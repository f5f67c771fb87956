curl -sS --fail-with-body "$PORTAL/api/v1/requests/" \
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \
  -d '{"entry": "'"$ENTRY"'", "scenario": "稳岗返还资格核验"}'
