/** The service's own list of refusals, without what it does not tell apart to whoever asks. */
export type RefusalKind =
  | 'malformed_body'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'origin_not_allowed'
  | 'route_not_found'
  | 'method_not_allowed'
  | 'invalid_input'
  | 'unauthenticated'
  | 'sign_in_again'
  | 'wrong_credentials'
  | 'first_step_missing'
  | 'invalid_code'
  | 'invalid_link'
  | 'user_not_found'
  | 'email_taken'
  | 'too_many_requests'
  | 'human_check_required'
  | 'unavailable'
  | 'internal'

/** A refusal as some surface says it. */
export type Said = {
  msg?: string
  description?: string
  message?: string
  error?: string
  errors?: Record<string, string[]>
  detail?: string | { loc: string[]; msg: string }[]
}

/** The service has answered, and says no. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly kind: RefusalKind
  /** What is wrong with each member of the body: sentences in the surface's own words. */
  readonly fields: Record<string, string[]>
  /** Seconds after which asking again makes sense. */
  readonly retryAfter: number | undefined
  /** Names this answer in the log of the service. */
  readonly requestId: string | undefined

  constructor({ status, headers }: Response, said: Said, about: { needsSession?: boolean }) {
    const fields = fieldsOf(said)
    super(wordsOf(said) || Object.values(fields).flat().join(' '))
    this.status = status
    this.kind = kindOf(status, this.message, about)
    this.fields = fields
    this.retryAfter = Number(headers.get('Retry-After')) || undefined
    this.requestId = headers.get('X-Request-Id') ?? undefined
  }
}

/** Nobody has answered, or somebody who is not the service: no network, a captive portal, a broken proxy. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'

  constructor(cause?: unknown) {
    super('The auth service cannot be reached.', { cause })
  }
}

/** The first row that fits is the kind. Several surfaces say the same, each its own way. */
const KINDS: [status: number, words: RegExp, kind: RefusalKind][] = [
  [400, /first step/, 'first_step_missing'],
  [400, /^Invalid code/, 'invalid_code'],
  [400, /link$/, 'invalid_link'],
  [400, /current password/i, 'wrong_credentials'],
  [400, /JSON object|Malformed/, 'malformed_body'],
  [400, /^/, 'invalid_input'],
  [401, /again/, 'sign_in_again'],
  [403, /^Human/, 'human_check_required'],
  [403, /^/, 'origin_not_allowed'],
  [404, /user/i, 'user_not_found'],
  [404, /^/, 'route_not_found'],
  [405, /^/, 'method_not_allowed'],
  [409, /^/, 'email_taken'],
  [413, /^/, 'body_too_large'],
  [415, /^/, 'unsupported_media_type'],
  [422, /already been taken/, 'email_taken'],
  [422, /reset token is invalid/, 'invalid_link'],
  [422, /^/, 'invalid_input'],
  [429, /^/, 'too_many_requests'],
  [503, /^/, 'unavailable'],
]

function kindOf(
  status: number,
  words: string,
  { needsSession = false }: { needsSession?: boolean },
): RefusalKind {
  const row = KINDS.find(([of, fits]) => of === status && fits.test(words))
  if (row) return row[2]
  if (status !== 401) return 'internal'
  // api-v1 has one sentence for both, so the question decides and not the answer.
  return needsSession ? 'unauthenticated' : 'wrong_credentials'
}

/** auth-v1 has a phrase and a sentence, the others have one sentence. */
const wordsOf = ({ msg, description, message, error }: Said) =>
  msg === undefined ? (message ?? error ?? '') : `${msg}: ${description}`

/** `errors` of api-v1, `detail` of account-v1, and of auth-v1 the sentence that begins with a member. */
function fieldsOf({ errors, detail, description = '' }: Said): Record<string, string[]> {
  if (errors) return errors
  const fields: Record<string, string[]> = {}
  for (const { loc, msg } of Array.isArray(detail) ? detail : []) {
    const member = loc.at(-1) ?? ''
    fields[member] = [...(fields[member] ?? []), msg]
  }
  const [sentence, member] = /^([a-z]\w*) .*/.exec(description) ?? []
  if (sentence && member) fields[member] = [sentence]
  return fields
}
