import { type Env, parseConfig } from './config/config.ts'
import { type Event, recordTo, rowOf } from './core/audit/record.ts'
import type { Client, Deps } from './core/deps.ts'
import { Failure } from './core/failure.ts'
import { guardStore } from './core/outage.ts'
import { openAccessTokens } from './core/tokens/access-token.ts'
import { openSigningKeys } from './core/tokens/signing-keys.ts'
import { openKeyring } from './crypto/keyring.ts'
import { mailboxCarrier } from './email/carriers/mailbox.ts'
import { resendCarrier } from './email/carriers/resend.ts'
import { openMailer } from './email/mailer.ts'
import type { Platform } from './http/app-env.ts'
import { isBreached } from './services/breached-passwords.ts'
import { isHuman } from './services/turnstile.ts'
import { openStore } from './store/store.ts'

/** What lives as long as the isolate. */
type Parts = Pick<Deps, 'config' | 'keyring' | 'accessTokens' | 'store' | 'mailer'>
type Origin = { client?: Client; route: () => string; context: Pick<ExecutionContext, 'waitUntil'> }

const opened = new WeakMap<Env, Promise<Parts>>()
const now = () => Date.now()
const write = (line: string) => console.log(line)

/** Checks the configuration and derives the keys, once per isolate; a request adds who and where. */
export async function openDeps<Facts extends Origin>(
  env: Env,
  { client, route, context }: Facts,
): Promise<DepsOf<Facts>> {
  const parts = opened.get(env) ?? openParts(env)
  opened.set(env, parts)
  const log = recordTo(write, { client, route, now })
  const defer = (work: Promise<unknown>) =>
    context.waitUntil(
      work.catch((error: Error) =>
        log({ event: 'deferred_work_failed', outcome: 'failure', reason: reasonOf(error) }),
      ),
    )
  const { store, ...others } = await parts
  const record = (event: Event) => {
    log(event)
    // After the answer: a record must neither slow a sign-in down nor make it fail. The log line is first.
    const row = rowOf(event, { client, now: now() })
    if (row) defer(store.audit.add(row))
  }
  return { ...others, store, now, record, defer, client, isBreached, isHuman } as DepsOf<Facts>
}

type DepsOf<Facts> = Facts extends { client: Client } ? Deps : Omit<Deps, 'client'>

/** The bindings of the Hono app. */
export const openPlatform = (env: Env): Platform => ({
  openDeps: (request) => openDeps(env, request),
  rateLimit: env.RATE_LIMIT,
  assets: env.ASSETS,
})

async function openParts(env: Env): Promise<Parts> {
  const parsed = parseConfig(env)
  if ('problems' in parsed) {
    // Names and rules, never values: the log is not a place for secrets.
    for (const { setting, rule } of parsed.problems) {
      write(
        JSON.stringify({
          ts: new Date(now()).toISOString(),
          event: 'misconfigured',
          outcome: 'failure',
          setting,
          rule,
        }),
      )
    }
    throw new Failure('unavailable', { reason: 'misconfigured', retryAfter: 60 })
  }
  const { config } = parsed
  const keyring = await openKeyring(config.AUTH_SECRET, config.AUTH_SECRET_PREVIOUS)
  const store = guardStore(openStore(env.DB, env.KV, { notBefore: config.NOT_BEFORE * 1000 }))
  const carry = config.RESEND_API_KEY
    ? resendCarrier({
        apiKey: config.RESEND_API_KEY,
        from: config.EMAIL_FROM ?? '',
        baseUrl: config.RESEND_BASE_URL,
      })
    : mailboxCarrier(store.mailbox, {
        from: config.EMAIL_FROM ?? `${config.APP_NAME} <postern@localhost>`,
        now,
      })
  const accessTokens = openAccessTokens({
    keys: openSigningKeys(keyring.signingSecrets),
    issuer: config.APP_URL,
    ttl: config.ACCESS_TOKEN_TTL,
    notBefore: config.NOT_BEFORE,
  })
  return { config, keyring, accessTokens, store, mailer: openMailer({ appName: config.APP_NAME, carry }) }
}

/** A failure's own reason, or the kind of error: only our mail room's messages are known to hold no address. */
function reasonOf(error: Error): string {
  if (error instanceof Failure) return error.details.reason ?? error.code
  return error.name === 'MailNotSent' ? `mail not sent: ${error.message}` : error.name
}
