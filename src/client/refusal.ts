import { type BrokenRule, failureIn, type RefusalKind } from './failure-header.ts'

/** A refusal as some surface says it to people. */
export type Said = {
  msg?: string
  description?: string
  message?: string
  error?: string
  errors?: Record<string, string[]>
  detail?: string | { loc: string[]; msg: string }[]
  methods?: Method[]
  second_step?: SecondStep
  keep?: Keep
  oauthError?: string | undefined
  returnTo?: string | undefined
  data?: { second_step?: SecondStep; keep?: Keep } | null
}

type Method = 'password' | 'totp' | 'passkey' | 'recovery_code' | 'code'

/** A sign-in that waits: `token` goes with one more proof to `passSecondStep`. `expires_in` is in seconds. */
export type SecondStep = { token: string; methods: Method[]; expires_in: number }

/** An account that is being deleted: `token` goes to `keepAccount`, within ten minutes. */
export type Keep = { token: string; deletes_at: string }

/** The service has answered, and says no. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly kind: RefusalKind
  /** For programs: the rules that members of the body have broken. */
  readonly broken: BrokenRule[]
  /** For people: what is wrong with each member of the body, in the surface's own sentences. */
  readonly fields: Record<string, string[]>
  /** With `second_step_required`, when one was signing in. */
  readonly secondStep: SecondStep | undefined
  /** With `account_deleting`. */
  readonly keep: Keep | undefined
  /** With `sign_in_again`: what `reauthenticate` takes. */
  readonly methods: Method[] | undefined
  /** Of a sign-in by redirect: the error of OAuth, such as `access_denied` when the user has refused. */
  readonly oauthError: string | undefined
  /** Of a sign-in by redirect: where the user wanted to go on. */
  readonly returnTo: string | undefined
  /** Seconds after which asking again makes sense. */
  readonly retryAfter: number | undefined
  /** Names this answer in the log of the service. */
  readonly requestId: string | undefined

  constructor({ status, headers }: Response, said: Said) {
    const { kind, broken } = failureIn(headers)
    const fields = fieldsOf(said, broken)
    super(wordsOf(said) || Object.values(fields).flat().join(' '))
    this.status = status
    this.kind = kind
    this.broken = broken
    this.fields = fields
    this.secondStep = said.second_step ?? said.data?.second_step
    this.keep = said.keep ?? said.data?.keep
    this.methods = said.methods
    this.oauthError = said.oauthError
    this.returnTo = said.returnTo
    this.retryAfter = Number(headers.get('Retry-After')) || undefined
    this.requestId = headers.get('X-Request-Id') ?? undefined
  }
}

/** Nobody has answered, or not the service: there is no network, or a captive portal or a broken proxy. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'

  constructor(cause?: unknown) {
    super('The auth service cannot be reached.', { cause })
  }
}

/** auth-v1 has a phrase and a sentence, the others have one sentence. */
const wordsOf = ({ msg, description, message, error }: Said) =>
  msg === undefined ? (message ?? error ?? '') : `${msg}: ${description}`

/** `errors` of api-v1, `detail` of account-v1. The one sentence of auth-v1 is about the first broken rule. */
function fieldsOf({ errors, detail, description }: Said, [first]: BrokenRule[]): Record<string, string[]> {
  if (errors) return errors
  if (first && description !== undefined) return { [first.member]: [description] }
  const fields: Record<string, string[]> = {}
  for (const { loc, msg } of Array.isArray(detail) ? detail : []) {
    const member = loc.at(-1) ?? ''
    fields[member] = [...(fields[member] ?? []), msg]
  }
  return fields
}
