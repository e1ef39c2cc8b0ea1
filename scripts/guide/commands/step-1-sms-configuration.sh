IDP_SERVER_URL=http://localhost:8080
SMS_AUTH_CONFIG_ID=$(uuidgen)

curl -X POST "${IDP_SERVER_URL}/v1/management/organizations/${ORGANIZATION_ID}/tenants/${TENANT_ID}/authentication-configurations" \
-H "Content-Type: application/json" \
-H "Authorization: Bearer ${ADMIN_TOKEN}" \
-d "{
\"id\": \"${SMS_AUTH_CONFIG_ID}\",
\"type\": \"sms\",
\"attributes\": {},
\"metadata\": {
\"type\": \"external\",
\"description\": \"SMS authentication for MFA\",
\"transaction_id_param\": \"transaction_id\",
\"verification_code_param\": \"verification_code\",
\"retry_count_limitation\": 5,
\"expire_seconds\": 300
},
\"interactions\": {
\"sms-authentication-challenge\": {
\"request\": {
\"schema\": {
\"type\": \"object\",
\"properties\": {
\"phone_number\": { \"type\": \"string\" },
\"template\": { \"type\": \"string\" }
}
}
},
\"pre_hook\": {},
\"execution\": {
\"function\": \"http_request\",
\"http_request\": {
\"url\": \"http://host.docker.internal:4000/sms-authentication-challenge\",
\"method\": \"POST\",
\"auth_type\": \"oauth2\",
\"oauth_authorization\": {
\"type\": \"password\",
\"token_endpoint\": \"http://host.docker.internal:4000/token\",
\"client_id\": \"your-client-id\",
\"username\": \"username\",
\"password\": \"password\",
\"scope\": \"application\"
},
\"header_mapping_rules\": [
{ \"static_value\": \"application/json\", \"to\": \"Content-Type\" }
],
\"body_mapping_rules\": [
{ \"from\": \"$.request_body\", \"to\": \"*\" }
]
},
\"http_request_store\": {
\"key\": \"sms-authentication-challenge\",
\"interaction_mapping_rules\": [
{ \"from\": \"$.response_body.transaction_id\", \"to\": \"transaction_id\" }
]
}
},
\"post_hook\": {},
\"response\": {
\"body_mapping_rules\": [
{ \"from\": \"$.execution_http_request.response_body\", \"to\": \"*\" }
]
}
},
\"sms-authentication\": {
\"request\": {
\"schema\": {
\"type\": \"object\",
\"properties\": {
\"verification_code\": { \"type\": \"string\" }
}
}
},
\"pre_hook\": {},
\"execution\": {
\"function\": \"http_request\",
\"previous_interaction\": {
\"key\": \"sms-authentication-challenge\"
},
\"http_request\": {
\"url\": \"http://host.docker.internal:4000/sms-authentication\",
\"method\": \"POST\",
\"auth_type\": \"oauth2\",
\"oauth_authorization\": {
\"type\": \"password\",
\"token_endpoint\": \"http://host.docker.internal:4000/token\",
\"client_id\": \"your-client-id\",
\"username\": \"username\",
\"password\": \"password\",
\"scope\": \"application\"
},
\"header_mapping_rules\": [
{ \"static_value\": \"application/json\", \"to\": \"Content-Type\" }
],
\"body_mapping_rules\": [
{ \"from\": \"$.request_body\", \"to\": \"*\" }
]
}
},
\"post_hook\": {},
\"response\": {
\"body_mapping_rules\": [
{ \"from\": \"$.execution_http_request.response_body\", \"to\": \"*\" }
]
}
}
}
}"
