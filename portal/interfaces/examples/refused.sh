curl -sS "$PORTAL/api/v1/agreements/$AGREEMENT/records/" -H "Authorization: Bearer $TOKEN"
