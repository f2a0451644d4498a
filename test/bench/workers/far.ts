import { builtWith } from './built.ts'
import { withTrips } from './d1-trips.ts'

/** Wraps a built Worker whose D1 is far away: each round trip takes some milliseconds more. */
type Env = { DB: D1Database; DISTANCE_MS: string }

const built = builtWith((env: Env) => ({
  ...env,
  DB: withTrips(env.DB, async (trip) => {
    // Without a distance there is nothing to wait for, not even a turn of the event loop.
    if (env.DISTANCE_MS !== '0') await scheduler.wait(Number(env.DISTANCE_MS))
    return trip()
  }),
}))

export default { fetch: built.fetch } satisfies ExportedHandler<Env>

export class Verifier extends built.Verifier {}
