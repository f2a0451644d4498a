import { app } from './app.ts'
import type { Env } from './config/config.ts'
import { runAllJobs } from './jobs/run-all.ts'
import { forNobody, openPlatform, openService } from './compose.ts'

export { Verifier } from './verifier.ts'

/** The Worker. */
export default {
  fetch: (request, env, context) => app.fetch(request, openPlatform(env), context),
  scheduled: async (_controller, env, context) => {
    await runAllJobs(forNobody(await openService(env), { route: () => 'cron', context }))
  },
} satisfies ExportedHandler<Env>
