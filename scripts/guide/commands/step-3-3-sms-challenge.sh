curl -X POST "${IDP_SERVER_URL}/${TENANT_ID}/v1/authorizations/${AUTH_ID}/sms-authentication-challenge" \
-H "Content-Type: application/json" \
-d '{
"phone_number": "+81-90-1234-5678",
"template": "registration"
}'
