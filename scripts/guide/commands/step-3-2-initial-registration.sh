AUTH_ID="auth-transaction-id-xxxxx"

curl -X POST "${IDP_SERVER_URL}/${TENANT_ID}/v1/authorizations/${AUTH_ID}/initial-registration" \
-H "Content-Type: application/json" \
-d '{
"email": "new-user@example.com",
"password": "Test1234!",
"name": "New Test User",
"phone_number": "+81-90-1234-5678"
}'
