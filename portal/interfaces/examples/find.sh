curl -sS --fail-with-body -G "$PORTAL/api/v1/entries/" \
  -H "Authorization: Bearer $TOKEN" \
  --data-urlencode "q=企业登记" -d available=true -d limit=5
