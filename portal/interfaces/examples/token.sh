TOKEN=$(curl -sS --fail-with-body -u "$CLIENT_ID:$CLIENT_SECRET" \
  -d grant_type=client_credentials -d scope="catalog request data" \
  "$PORTAL/oauth/token/" | sed 's/.*"access_token": *"\([^"]*\)".*/\1/')
