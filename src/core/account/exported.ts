import type { SeenUser } from '../../store/pieces/last-login.ts'
import type { AuditEvent } from '../../store/pieces/write-event.ts'
import type { NewChallenge } from '../../store/tables/challenges.ts'
import type { NewConnection } from '../../store/tables/connections.ts'
import type { Grant } from '../../store/tables/grants.ts'
import type { NewPasskey } from '../../store/tables/passkeys.ts'
import type { NewSession } from '../../store/tables/sessions.ts'
import type { Totp } from '../../store/tables/totp.ts'
import { timeOf } from '../time.ts'

/** What is read beside the row of something that an app has. */
type OfApp = { appName: string | null }

type Names<Row> = { [Column in keyof Row]?: string }

/**
 * What of each table is in an export, and what it is called there. A column that is missing here is an
 * exception, which test/house/own-data.test.ts names with its reason. What ends in `_at` is a moment.
 */
export const EXPORTED = {
  users: {
    id: 'id',
    email: 'email',
    firstName: 'first_name',
    lastName: 'last_name',
    bio: 'bio',
    documentNumber: 'document_number',
    phoneNumber: 'phone_number',
    address: 'address',
    language: 'language',
    role: 'role',
    verifiedAt: 'verified_at',
    disabledAt: 'disabled_at',
    openedBy: 'opened_by',
    warnedAt: 'warned_at',
    webauthnHandle: 'passkey_user_handle',
    secondStepAt: 'second_step_at',
    mailSignInOffAt: 'mail_sign_in_off_at',
    recoveredAt: 'recovered_at',
    deletesAt: 'deletes_at',
    secondStepResetAskedAt: 'second_step_reset_asked_at',
    secondStepResetsAt: 'second_step_resets_at',
    lastLoginAt: 'last_login_at',
    createdAt: 'created_at',
    updatedAt: 'updated_at',
  } satisfies Names<SeenUser>,
  sessions: {
    id: 'id',
    createdAt: 'opened_at',
    authTime: 'proven_at',
    authMethods: 'proven_by',
    methods: 'methods',
    secondStep: 'second_step',
    rotatedAt: 'last_seen_at',
    idleExpiresAt: 'idle_expires_at',
    expiresAt: 'expires_at',
    device: 'device',
    country: 'place',
    appId: 'app',
    appName: 'app_name',
    scope: 'scope',
    userAgent: 'user_agent',
    ipPrefix: 'network',
    revokedAt: 'ended_at',
    revokedReason: 'ended_because',
  } satisfies Names<NewSession & OfApp>,
  audit_events: {
    id: 'id',
    at: 'happened_at',
    event: 'event',
    outcome: 'outcome',
    reason: 'reason',
    device: 'device',
    country: 'place',
    ipPrefix: 'network',
  } satisfies Names<AuditEvent>,
  passkeys: {
    id: 'id',
    name: 'name',
    credentialId: 'credential_id',
    publicKey: 'public_key',
    algorithm: 'algorithm',
    signCount: 'sign_count',
    backupEligible: 'backup_eligible',
    backedUp: 'backed_up',
    transports: 'transports',
    aaguid: 'aaguid',
    rpId: 'rp_id',
    createdAt: 'created_at',
    lastUsedAt: 'last_used_at',
    removedAt: 'removed_at',
  } satisfies Names<NewPasskey>,
  totp: {
    createdAt: 'created_at',
    confirmedAt: 'confirmed_at',
    removedAt: 'removed_at',
  } satisfies Names<Totp>,
  recovery_codes: { createdAt: 'created_at', usedAt: 'used_at', removedAt: 'removed_at' },
  grants: {
    appId: 'app',
    appName: 'app_name',
    scope: 'scope',
    grantedAt: 'granted_at',
  } satisfies Names<Grant & OfApp>,
  connections: {
    id: 'id',
    issuer: 'issuer',
    subject: 'subject',
    provider: 'provider',
    email: 'email',
    emailVerified: 'email_verified',
    linkedAt: 'linked_at',
    lastUsedAt: 'last_used_at',
  } satisfies Names<NewConnection>,
  challenges: {
    purpose: 'purpose',
    reserves: 'address',
    createdAt: 'sent_at',
    expiresAt: 'expires_at',
    consumedAt: 'used_at',
    supersededAt: 'replaced_at',
  } satisfies Names<NewChallenge>,
}

type Shown = string | number | boolean | null

/** A row under the names of the export: moments as ISO 8601. */
export const exportedRow = (row: object, names: Record<string, string>): Record<string, Shown> =>
  Object.fromEntries(
    Object.entries(row).flatMap(([column, value]: [string, Shown]) => {
      const name = names[column]
      if (name === undefined) return []
      return [[name, name.endsWith('_at') && typeof value === 'number' ? timeOf(value) : value]]
    }),
  )
