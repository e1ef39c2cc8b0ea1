AUTH_ID="auth-transaction-id-yyyyy"

curl -X POST "${IDP_SERVER_URL}/${TENANT_ID}/v1/authorizations/${AUTH_ID}/password-authentication" \
-H "Content-Type: application/json" \
-d '{
"username": "new-user@example.com",
"password": "Test1234!"
}'
