/**
 * Stands before Postern and lets everybody pass its rate limiter. The real one asks the memory of its
 * machine; the simulated one writes a row of SQLite for each request, inside the process that is measured.
 */
type Env = { RATE_LIMIT?: RateLimit }
type Built = typeof import('../../../src/index.ts')

/** Beside this one, under a name the compiler need not know. */
const BUILT = './built.js'
const { default: built, Verifier } = (await import(BUILT)) as Built
export { Verifier }

/** One for all requests: Postern keeps what it has opened by it. */
let unlimited: Parameters<typeof built.fetch>[1] | undefined

export default {
  fetch(request, env, context) {
    unlimited ??= { ...env, RATE_LIMIT: { limit: async () => ({ success: true }) } } as NonNullable<
      typeof unlimited
    >
    return built.fetch(request, unlimited, context)
  },
} satisfies ExportedHandler<Env>
