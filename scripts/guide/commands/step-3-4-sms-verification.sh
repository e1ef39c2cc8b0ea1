curl -X POST "${IDP_SERVER_URL}/${TENANT_ID}/v1/authorizations/${AUTH_ID}/sms-authentication" \
-H "Content-Type: application/json" \
-d '{
"verification_code": "123456"
}'
