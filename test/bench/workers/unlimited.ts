/**
 * Wraps Postern and replaces its rate limiter by one that never limits. Cloudflare's limiter counts in
 * memory. The simulated one writes a row of SQLite per request, inside the measured process. Of the static assets there is
 * the one that the measured routes read.
 */
type Built = typeof import('../../../src/index.ts')
type Env = Parameters<Built['default']['fetch']>[1] & { COMMON_PASSWORDS: string }

/** The built Worker beside this module. A variable, so that the compiler does not look for the file. */
const BUILT = './built.js'
const built = (await import(BUILT)) as Built

const UNLIMITED: RateLimit = { limit: async () => ({ success: true }) }

/** One object for all requests, because Postern keeps its opened service by this object. */
let opened: Env | undefined
const unlimited = (env: Env): Env =>
  (opened ??= {
    ...env,
    RATE_LIMIT: UNLIMITED,
    RATE_LIMIT_SESSION: UNLIMITED,
    ASSETS: { fetch: async () => new Response(env.COMMON_PASSWORDS) } as unknown as Fetcher,
  })

export default {
  fetch: (request, env, context) => built.default.fetch(request, unlimited(env), context),
} satisfies ExportedHandler<Env>

export class Verifier extends built.Verifier {
  constructor(context: ExecutionContext, env: Env) {
    super(context, unlimited(env))
  }
}
