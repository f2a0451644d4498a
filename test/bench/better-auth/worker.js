import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { emailOTP } from 'better-auth/plugins/email-otp'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { waitUntil } from 'cloudflare:workers'

let auth

/**
 * As its manual sets it up: e-mail and password on D1, everything else by default, and the plugins for what Postern
 * has too. Once per isolate. Mails are sent after the answer, as Postern sends them.
 */
const open = (env) =>
  betterAuth({
    database: env.DB,
    secret: env.BETTER_AUTH_SECRET,
    baseURL: env.BETTER_AUTH_URL,
    emailAndPassword: { enabled: true },
    advanced: { backgroundTasks: { handler: waitUntil } },
    plugins: [passkey(), twoFactor(), emailOTP({ sendVerificationOTP: (mail) => send(env, mail) })],
  })

async function send({ RESEND_BASE_URL }, { email, otp }) {
  const mail = { from: 'post@example.com', to: email, subject: 'Your code', text: otp, html: `<p>${otp}</p>` }
  const answer = await fetch(`${RESEND_BASE_URL}/emails`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(mail),
  })
  await answer.text()
}

export default {
  async fetch(request, env) {
    auth ??= open(env)
    if (new URL(request.url).pathname !== '/migrate') return auth.handler(request)
    const { runMigrations } = await getMigrations(auth.options)
    await runMigrations()
    return new Response('migrated')
  },
}
