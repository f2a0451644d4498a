/**
 * The service's own list of refusals, as far as an app can act on them. An app does the same for a missing,
 * a refused and an ended session (`unauthenticated`), and for each wrong password (`wrong_credentials`).
 */
const KINDS = [
  'malformed_body',
  'body_too_large',
  'unsupported_media_type',
  'origin_not_allowed',
  'route_not_found',
  'method_not_allowed',
  'invalid_input',
  'unauthenticated',
  'sign_in_again',
  'insufficient_scope',
  'wrong_credentials',
  'second_step_required',
  'second_step_refused',
  'passkey_refused',
  'recently_recovered',
  'email_not_verified',
  'first_step_missing',
  'invalid_code',
  'invalid_link',
  'user_not_found',
  'not_found',
  'account_deleting',
  'last_administrator',
  'email_taken',
  'sign_up_closed',
  'already_verified',
  'last_way_in',
  'too_many_requests',
  'human_check_required',
  'unavailable',
  'internal',
  // Of the client itself: a step was refused because the browser does not send its cookie.
  'cookies_blocked',
  // The same: a sign-in by redirect came back with an error.
  'sign_in_refused',
] as const

const RULES = [
  'missing',
  'not_a_string',
  'too_short',
  'too_long',
  'not_an_email',
  'malformed',
  'confirmation',
  'too_common',
  'breached',
  'too_personal',
  'unchanged',
  'not_valid',
  'unreachable',
] as const

export type RefusalKind = (typeof KINDS)[number]

/** A rule that a member of the body has broken. `limit` is the length that is allowed, in characters. */
export type BrokenRule = { member: string; rule: (typeof RULES)[number]; limit?: number }

const SAME_FOR_AN_APP: Record<string, RefusalKind> = {
  token_refused: 'unauthenticated',
  refresh_token_refused: 'unauthenticated',
  wrong_current_password: 'wrong_credentials',
}

const NAME = 'Postern-Failure'

/** Every refusal of the service has this header, and nothing that is not the service has it. */
export const isRefusal = ({ ok, headers }: Response) => !ok && headers.has(NAME)

/**
 * Reads `<code>[; member=<name>; rule=<rule>[; limit=<n>]]…`. What a newer service says and this client does
 * not know is `internal`, or `not_valid`.
 */
export function failureIn(headers: Headers): { kind: RefusalKind; broken: BrokenRule[] } {
  const [code = '', ...parameters] = (headers.get(NAME) ?? '').split('; ')
  const broken: BrokenRule[] = []
  for (const parameter of parameters) {
    const [name, value = ''] = parameter.split('=')
    if (name === 'member') broken.push({ member: value, rule: 'not_valid' })
    const last = broken.at(-1)
    if (last && name === 'rule') last.rule = RULES.find((rule) => rule === value) ?? 'not_valid'
    if (last && name === 'limit') last.limit = Number(value)
  }
  return { kind: SAME_FOR_AN_APP[code] ?? KINDS.find((kind) => kind === code) ?? 'internal', broken }
}
