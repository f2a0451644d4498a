const ID = '019a9f3c-5b7e-7c21-9d4a-2f8e61b0c3d7'
const AT = '2026-11-21T09:30:00.000Z'
const ACCESS = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIwMTlhIn0.c2lnbmF0dXJl'
const REFRESH = `${ID}.0.${'r'.repeat(43)}`
const REQUEST = 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..bm9uY2U.c2VhbGVk.dGFn'
const EMAIL = 'ada@example.com'
const PASSWORD = 'SecurePass123!'
const OTHER_PASSWORD = 'correct horse battery'
const CODE = '123456'
const RECOVERY_CODE = '7K3M-9QXT-2HBV-5WPZ'

/** An example of each member, by its name. A name means the same everywhere. */
export const EXAMPLES: Record<string, unknown> = {
  // people
  account: EMAIL,
  email: EMAIL,
  newAccount: 'ada@example.org',
  name: 'Ada Lovelace',
  names: 'Ada',
  first_name: 'Ada',
  firstName: 'Ada',
  surnames: 'Lovelace',
  last_name: 'Lovelace',
  lastName: 'Lovelace',
  bio: 'I count.',
  phone_number: '+441234567890',
  document_number: 'X1234567',
  address: '12 St James’s Square, London',
  id: ID,
  user_id: ID,
  request_id: ID,
  session_id: ID,
  is_active: true,
  is_verified: true,
  last_login: AT,
  created_at: AT,
  updated_at: AT,
  // the service itself
  guide: 'settings',
  // sessions
  current: true,
  device: 'Firefox, Windows',
  place: 'GB',
  signed_in_at: AT,
  last_seen_at: AT,
  expires_at: AT,
  everywhere: true,
  at: AT,
  event: 'signed_in',
  outcome: 'success',
  by: 'administrator',
  cursor: ID,
  exported_at: AT,
  limit: '20',
  ended: 2,
  // passwords, codes, tokens
  password: PASSWORD,
  pwd: PASSWORD,
  confirm_password: PASSWORD,
  password_confirmation: PASSWORD,
  current_password: OTHER_PASSWORD,
  new_password: PASSWORD,
  newPwd: PASSWORD,
  code: CODE,
  codeCurrentAccount: CODE,
  codeNewAccount: '654321',
  code_current: CODE,
  code_new: '654321',
  token: ACCESS,
  totp: CODE,
  recovery_code: RECOVERY_CODE,
  recoveryCode: RECOVERY_CODE,
  recovery_codes: RECOVERY_CODE,
  recovery_codes_left: 10,
  passkeys: 1,
  connections: 'google',
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  uri: 'otpauth://totp/Postern:ada%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  qr_svg: '<svg></svg>',
  access_token: ACCESS,
  refresh_token: REFRESH,
  request: REQUEST,
  expires_in: 1800,
  expiresIn: 1800,
  // the service
  version: '0.1.0',
  links: { health: '/healthz' },
  openapi: '3.1.1',
  paths: {},
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  kid: 'yDSTPi5tJ1NAr5lnGpRUx2AJgJQ0ssWvSpXsVjE2nvM',
  to: EMAIL,
  from: 'Postern <postern@localhost>',
  subject: 'Confirm your address for Postern',
  text: 'Press the button behind this link.',
  html: '<p>Press the button behind this link.</p>',
  createdAt: AT,
}
