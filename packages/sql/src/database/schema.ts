import type { Generated } from 'kysely';

/** Instants are milliseconds since 1970, flags 0 or 1, JSON is text; `…_hash` columns serve equality only, `sealed…` ones are encrypted. */
export interface Schema {
  organizations: OrganizationRow;
  tenants: TenantRow;
  clients: ClientRow;
  roles: RoleRow;
  users: UserRow;
  documents: DocumentRow;
  document_versions: DocumentVersionRow;
  security_events: SecurityEventRow;
  audit_records: AuditRecordRow;
  protocol_artifacts: ProtocolArtifactRow;
  signing_keys: SigningKeyRow;
}

export interface OrganizationRow {
  id: string;
  name: string;
  version: number;
  created_at: number;
}

export interface TenantRow {
  id: string;
  organization_id: string;
  type: string;
  enabled: number;
  settings: string;
  created_at: number;
  /** The tenant is unknown from here on; the row keeps its id from others. */
  removed_at: number | null;
  /** When nothing was left of it. */
  emptied_at: number | null;
}

export interface ClientRow {
  tenant_id: string;
  client_id: string;
  enabled: number;
  settings: string;
  sealed_secret: string | null;
  /** A second name of the client. */
  alias: string | null;
  created_at: number;
}

export interface RoleRow {
  tenant_id: string;
  id: string;
  name: string;
  description: string | null;
  permissions: string;
  version: number;
  created_at: number;
}

export interface UserRow {
  tenant_id: string;
  sub: string;
  status: string;
  username_hash: string;
  email_hash: string | null;
  phone_hash: string | null;
  /** 0 or 1; beside the sealed profile, because look-ups put verified owners first. */
  email_verified: number;
  phone_verified: number;
  external_hash: string | null;
  /** Of the address or number that is the unique key of the tenant. */
  unique_key_hash: string | null;
  sealed_profile: string;
  created_at: number;
  updated_at: number;
}

export interface DocumentRow {
  tenant_id: string;
  kind: string;
  id: string;
  slot: string;
  version: number;
  document: string;
  /** Of the living version. */
  created_at: number;
  /** When the document came to life; orders lists. */
  born_at: number;
}

export interface DocumentVersionRow {
  tenant_id: string;
  kind: string;
  id: string;
  version: number;
  slot: string;
  operation: string;
  operator: string;
  /** Null: this version is a deletion. */
  document: string | null;
  created_at: number;
}

export interface SecurityEventRow {
  /** In the order of insertion. */
  ordinal: Generated<number>;
  tenant_id: string;
  id: string;
  type: string;
  created_at: number;
  user_id: string | null;
  user_name_hash: string | null;
  client_id: string | null;
  transaction_id: string | null;
  ip_address: string | null;
  reason: string | null;
  destination_hash: string | null;
  event: string;
}

export interface AuditRecordRow {
  /** In the order of insertion. */
  ordinal: Generated<number>;
  tenant_id: string;
  id: string;
  created_at: number;
  operator_id: string;
  operation: string;
  resource: string;
  resource_id: string | null;
  outcome: string;
  record: string;
}

export interface ProtocolArtifactRow {
  tenant_id: string;
  kind: string;
  id: string;
  uid_hash: string | null;
  grant_hash: string | null;
  account_id: string | null;
  consumed_at: number | null;
  expires_at: number | null;
  sealed_artifact: string;
}

export interface SigningKeyRow {
  tenant_id: string;
  kid: string;
  alg: string;
  sealed_jwk: string;
  created_at: number;
  retired_at: number | null;
  expires_at: number | null;
}
