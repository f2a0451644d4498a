import { connect } from 'cloudflare:sockets'
import { type Env, parseConfig, type Problem, type ReadyConfig } from './config/config.ts'
import { carrierOf } from './config/mail.ts'
import { reasonOf } from './core/audit/reason-of.ts'
import { type Event, keptRowOf, lineOf, recordTo } from './core/audit/record.ts'
import type { Client, Deps } from './core/deps.ts'
import { Failure } from './core/failure.ts'
import { deadlineIn, inTime, NO_DEADLINE, REQUEST_MS, TooLate } from './core/deadline.ts'
import type { AskProviders, Trouble } from './core/federation/provider.ts'
import { guardStore } from './core/outage.ts'
import { notingUnreachable } from './core/unreachable.ts'
import { openAccessTokens } from './core/tokens/access-token.ts'
import { openIdTokens } from './core/tokens/id-token.ts'
import { openRsaKeys } from './core/tokens/rsa-keys.ts'
import { openSigningKeys } from './core/tokens/signing-keys.ts'
import { openKeyring } from './crypto/keyring.ts'
import { hashCost } from './crypto/password-hash.ts'
import { mailboxCarrier } from './email/carriers/mailbox.ts'
import { openCarrier } from './email/open-carrier.ts'
import { openMailer } from './email/mailer.ts'
import type { Platform } from './http/app-env.ts'
import { COMMON_PASSWORDS } from './look/assets.ts'
import { isBreached } from './services/breached-passwords.ts'
import { openCommonPasswords } from './services/common-passwords.ts'
import { askProviders } from './services/providers/ask-providers.ts'
import { isHuman } from './services/turnstile.ts'
import { REMEMBERED_DAYS } from './store/pieces/new-device.ts'
import { openStore } from './store/store.ts'

/** What keeps to the time of whoever waits, if anybody does. */
type Outside = 'store' | 'isCommon' | 'isBreached' | 'isHuman' | 'providers' | 'deadline'

/** What lives as long as the isolate. */
type Service = Pick<Deps, 'config' | 'keyring' | 'accessTokens' | 'mailer' | 'now' | Outside> & {
  openKeys: ReturnType<typeof openRsaKeys>
  /** The same with a deadline, for one who waits. */
  hurried: () => Pick<Deps, Outside>
}

/** What the core needs when nobody asks: for the cron trigger and for other Workers. */
type Unasked = Omit<Deps, 'client'>

/** Where work comes from: which route it is, and how long the platform waits for what goes on after it. */
type Occasion = { route: () => string; context: Pick<ExecutionContext, 'waitUntil'> }

const opened = new WeakMap<Env, Promise<Service>>()
const now = () => Date.now()
const write = (line: string) => console.log(line)

/**
 * Checks the configuration and derives the keys, once an isolate.
 *
 * @throws Failure unavailable when a setting is wrong; the log names it
 */
export function openService(env: Env): Promise<Service> {
  const service = opened.get(env) ?? composeService(env)
  opened.set(env, service)
  return service
}

/** What a request adds: who asks. */
function forRequest(service: Service, occasion: Occasion & { client: Client }): Deps {
  return { ...completed(service, service.hurried(), occasion), client: occasion.client }
}

/** The same for another Worker, which waits for the answer too. */
export function forWorker(service: Service, occasion: Occasion): Unasked {
  return completed(service, service.hurried(), { client: undefined, ...occasion })
}

/** The same for work that nobody waits for. */
export function forNobody(service: Service, occasion: Occasion): Unasked {
  return completed(service, service, { client: undefined, ...occasion })
}

function completed(
  { hurried: _hurried, openKeys, ...service }: Service,
  { store, isCommon, isBreached, isHuman, providers, deadline }: Pick<Deps, Outside>,
  occasion: Occasion & { client: Client | undefined },
): Unasked {
  const recorder = recording(service, occasion)
  const rsaKeys = openKeys({ store, record: recorder.record, now })
  const { accessTokens, config } = service
  const idTokens = openIdTokens({
    keys: accessTokens.keys,
    rsaKeys,
    issuer: config.APP_URL,
    ttl: config.ACCESS_TOKEN_TTL,
    notBefore: config.NOT_BEFORE,
  })
  return {
    ...service,
    store,
    isCommon,
    isBreached,
    isHuman,
    providers,
    deadline,
    ...recorder,
    rsaKeys,
    idTokens,
  }
}

/** The bindings of the Hono app. */
export const openPlatform = (env: Env): Platform => ({
  openDeps: async ({ client, ...occasion }) => {
    const service = await openService(env)
    return forRequest(service, { ...occasion, client: client(service.config) })
  },
  rateLimit: env.RATE_LIMIT,
  rateLimitSession: env.RATE_LIMIT_SESSION,
  assets: env.ASSETS,
})

async function composeService(env: Env): Promise<Service> {
  const parsed = parseConfig(env)
  if ('problems' in parsed) {
    for (const problem of parsed.problems)
      writeSetting({ event: 'misconfigured', outcome: 'failure', ...problem })
    throw new Failure('unavailable', { reason: 'misconfigured', retryAfter: 60 })
  }
  const { config, unknown } = parsed
  for (const each of unknown) writeSetting({ event: 'setting_unknown', outcome: 'ignored', ...each })
  const keyring = await openKeyring(config.AUTH_SECRET, config.AUTH_SECRET_PREVIOUS, config.AUTH_SECRET_NEXT)
  const rooms = openStore(env.DB, env.KV, {
    notBefore: config.NOT_BEFORE * 1000,
    passwordIterations: hashCost(config.PASSWORD_ITERATIONS),
    // Sign-ins from new devices are told by the sessions of so many days, and the last use of an unverified account
    // may show in a session that has ended.
    sessionsKeptDays: Math.max(REMEMBERED_DAYS, config.UNVERIFIED_DAYS),
  })
  const store = guardStore(rooms)
  const accessTokens = openAccessTokens({
    keys: openSigningKeys(keyring.signingSecrets),
    issuer: config.APP_URL,
    ttl: config.ACCESS_TOKEN_TTL,
    notBefore: config.NOT_BEFORE,
  })
  const openKeys = openRsaKeys({
    keyring,
    notBefore: config.NOT_BEFORE * 1000,
    ttl: config.ACCESS_TOKEN_TTL,
  })
  const mailer = openMailer({ brand: config, carry: chooseCarrier(config, env, store) })
  const isCommon = openCommonPasswords(env.ASSETS, COMMON_PASSWORDS)
  const providers = askProviders({ now })
  const hurried: Service['hurried'] = () => {
    const deadline = deadlineIn(REQUEST_MS, now)
    const cut = <Result>(work: Promise<Result>) => inTime(deadline.cut(REQUEST_MS), work)
    return {
      deadline,
      store: guardStore(rooms, { deadline }),
      isCommon: (password) => cut(isCommon(password)),
      isBreached: (password) => cut(isBreached(password)),
      isHuman: (check) => cut(isHuman(check)),
      providers: inTimeOf(cut, providers),
    }
  }
  const unhurried = { store, isCommon, isBreached, isHuman, providers, deadline: NO_DEADLINE }
  return { config, keyring, accessTokens, openKeys, mailer, now, ...unhurried, hurried }
}

/** A provider for which there is no time left is one that is down. */
function inTimeOf(
  cut: <Result>(work: Promise<Result>) => Promise<Result>,
  { begin, finish }: AskProviders,
): AskProviders {
  const orDown = <Answer>(work: Promise<Answer | Trouble>) =>
    cut(work).catch((error: unknown): Trouble => {
      if (error instanceof TooLate) return { trouble: 'down', reason: 'too_late' }
      throw error
    })
  return {
    begin: (...asked) => orDown(begin(...asked)),
    finish: (...asked) => orDown(finish(...asked)),
  }
}

/** Without a carrier of its own, mails go to the mailbox of the development service, where a browser reads them. */
const chooseCarrier = (config: ReadyConfig, env: Env, store: Service['store']) =>
  openCarrier({ ...config, carrier: carrierOf(config), EMAIL: env.EMAIL }, { connect, now }) ??
  mailboxCarrier(
    { put: store.keyValue.putDevMail },
    { from: config.EMAIL_FROM ?? `${config.APP_NAME} <postern@localhost>`, now },
  )

/** Names and rules, never values: the log is not a place for secrets. */
function writeSetting(
  facts: { event: string; outcome: string; setting: string } & Partial<
    Problem & { nearest: string | undefined }
  >,
): void {
  write(JSON.stringify({ ts: new Date(now()).toISOString(), ...facts }))
}

/** Writing down what happens, and work that goes on after the answer. */
function recording(
  { mailer, store }: Pick<Service, 'mailer' | 'store'>,
  { client, route, context }: Occasion & { client: Client | undefined },
): Pick<Deps, 'record' | 'log' | 'lineOf' | 'defer' | 'mailer'> {
  const log = recordTo(write, { client, route, now })
  const defer = (work: Promise<unknown>) =>
    context.waitUntil(
      work.catch((error: unknown) =>
        log({ event: 'deferred_work_failed', outcome: 'failure', reason: reasonOf(error) }),
      ),
    )
  const record = (event: Event) => {
    log(event)
    // After the answer: a record must neither slow a sign-in down nor make it fail. The log line is first.
    const row = keptRowOf(event, { client, now: now() })
    if (row) defer(store.deeds.addAuditEvent(row))
  }
  return {
    record,
    log,
    lineOf: (event) => lineOf(event, { client, now: now() }),
    defer,
    mailer: notingUnreachable(mailer, { log, defer, now, store }),
  }
}
