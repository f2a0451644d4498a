/**
 * Stands before Postern and lets everybody pass its rate limiter. The real one asks the memory of its
 * machine; the simulated one writes a row of SQLite for each request, inside the process that is measured.
 */
type Built = typeof import('../../../src/index.ts')
type Env = Parameters<Built['default']['fetch']>[1]

/** Beside this one, under a name the compiler need not know. */
const BUILT = './built.js'
const built = (await import(BUILT)) as Built

/** One for all requests: Postern keeps what it has opened by it. */
let opened: Env | undefined
const unlimited = (env: Env): Env =>
  (opened ??= { ...env, RATE_LIMIT: { limit: async () => ({ success: true }) } })

export default {
  fetch: (request, env, context) => built.default.fetch(request, unlimited(env), context),
} satisfies ExportedHandler<Env>

export class Verifier extends built.Verifier {
  constructor(context: ExecutionContext, env: Env) {
    super(context, unlimited(env))
  }
}
