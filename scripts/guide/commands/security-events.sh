# SMS認証の成功/失敗イベントを確認
curl "${IDP_SERVER_URL}/v1/management/organizations/${ORGANIZATION_ID}/tenants/${TENANT_ID}/security-events?event_type=sms_verification_success" \
-H "Authorization: Bearer ${ADMIN_TOKEN}"
