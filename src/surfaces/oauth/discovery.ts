import * as z from 'zod/mini'
import type { ReadyConfig } from '../../config/config.ts'
import { SCOPES } from '../../core/apps/scopes.ts'
import { LANGUAGES } from '../../core/language.ts'
import { ACR_VALUES } from '../../core/tokens/assurance.ts'
import { json } from '../../http/answer-schemas.ts'
import { route } from '../../http/route.ts'

const FRESH_FOR_FIVE_MINUTES = { 'Cache-Control': 'public, max-age=300' }
const SAID = { ...FRESH_FOR_FIVE_MINUTES, 'Access-Control-Allow-Origin': '*' }

const WAYS_TO_AUTHENTICATE = ['client_secret_basic', 'client_secret_post', 'none']

const CLAIMS =
  'iss sub aud exp iat auth_time nonce acr amr sid at_hash name given_name family_name locale updated_at email email_verified'

/** What the provider is and can (OpenID Connect Discovery 1.0 §3, RFC 8414 §2). */
const metadataOf = ({ APP_URL, TERMS_URL, PRIVACY_URL }: ReadyConfig) => ({
  issuer: APP_URL,
  authorization_endpoint: `${APP_URL}/authorize`,
  token_endpoint: `${APP_URL}/token`,
  userinfo_endpoint: `${APP_URL}/userinfo`,
  revocation_endpoint: `${APP_URL}/revoke`,
  end_session_endpoint: `${APP_URL}/logout`,
  jwks_uri: `${APP_URL}/.well-known/jwks.json`,
  service_documentation: `${APP_URL}/docs`,
  ...(TERMS_URL !== undefined && { op_tos_uri: TERMS_URL }),
  ...(PRIVACY_URL !== undefined && { op_policy_uri: PRIVACY_URL }),
  scopes_supported: [...SCOPES],
  response_types_supported: ['code'],
  response_modes_supported: ['query', 'form_post'],
  grant_types_supported: ['authorization_code', 'refresh_token'],
  code_challenge_methods_supported: ['S256'],
  token_endpoint_auth_methods_supported: WAYS_TO_AUTHENTICATE,
  revocation_endpoint_auth_methods_supported: WAYS_TO_AUTHENTICATE,
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256', 'ES256'],
  acr_values_supported: [...ACR_VALUES],
  prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
  ui_locales_supported: [...LANGUAGES],
  claim_types_supported: ['normal'],
  claims_supported: CLAIMS.split(' '),
  claims_parameter_supported: false,
  request_parameter_supported: false,
  request_uri_parameter_supported: false,
  // RFC 9207 §3: an app that meets several providers can tell which of them has answered.
  authorization_response_iss_parameter_supported: true,
})

const Metadata = () =>
  z.looseObject({
    issuer: z.url(),
    authorization_endpoint: z.url(),
    token_endpoint: z.url(),
    jwks_uri: z.url(),
  })

const SUMMARIES = {
  'openid-configuration': 'Get what OpenID Connect clients have to know',
  'oauth-authorization-server': 'Get what OAuth clients have to know',
}

/** The same facts for both kinds of clients. */
export const discoveryRoutes = Object.entries(SUMMARIES).map(([name, summary]) =>
  route({
    method: 'GET',
    path: `/.well-known/${name}`,
    summary,
    forAnybody: true,
    answers: () => [json(200, Metadata(), SAID)],
    handle: ({ c, deps: { config } }) => c.json(metadataOf(config), 200, FRESH_FOR_FIVE_MINUTES),
  }),
)
