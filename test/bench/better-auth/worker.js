import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'

let auth

/** As its manual sets it up: e-mail and password on D1, everything else by default. Once per isolate. */
const open = (env) =>
  betterAuth({
    database: env.DB,
    secret: env.BETTER_AUTH_SECRET,
    baseURL: env.BETTER_AUTH_URL,
    emailAndPassword: { enabled: true },
  })

export default {
  async fetch(request, env) {
    auth ??= open(env)
    if (new URL(request.url).pathname !== '/migrate') return auth.handler(request)
    const { runMigrations } = await getMigrations(auth.options)
    await runMigrations()
    return new Response('migrated')
  },
}
