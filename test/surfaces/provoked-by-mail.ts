import { setCount } from '../support/budgets.ts'
import { pass } from '../support/clock.ts'
import { freshEmail, registered } from '../support/account.ts'
import { moveTo } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { AGAIN, askedByMail, mailOnly, REDEEM, redeem } from '../support/mail-sign-in.ts'
import { newLink } from '../support/mails.ts'
import { type Answer, type Options, person } from '../support/person.ts'
import { resend, RESEND_SETTINGS } from '../support/resend.ts'
import { movedAway, protectedAccount } from '../support/second-step.ts'
import { workerWith } from '../support/worker.ts'

const byCode = async (email: string, by = person({ roaming: true })) => {
  const { request, code } = await askedByMail(email)
  return redeem({ request, code }, by)
}

const UNDO = '/undo-email-change'

/** Takes an account back by link, which asks for its second step. */
async function undo(proof: object, by = person({ roaming: true }), options: Options = {}): Promise<Answer> {
  const { email, ...ada } = await protectedAccount()
  pass(8 * 86_400_000)
  const { link } = await movedAway({ ...ada, email })
  return by.post(UNDO, { token: link, email, ...proof }, options)
}

const CLIENT = '198.51.100.7'

/** A client that has failed to sign in too often, where Turnstile is on. */
async function spentClient() {
  await setCount(`sign-in/client/${CLIENT}`, CLIENT, 100, 600_000)
  return person({ worker: workerWith({ TURNSTILE_SECRET: 'a secret' }) })
}

const FROM_CLIENT = { headers: { 'CF-Connecting-IP': CLIENT } }

export const KEEP = '/api/v1/auth/keep-account'

/** The mailed link of an account that has a second step. */
export async function keepByMail(): Promise<Answer> {
  const { email, tokens, ...owner } = await protectedAccount()
  await owner.ask('DELETE', '/api/v1/users/me', { confirm: email }, { token: tokens.access })
  const { token } = await newLink(email, 'keep-account')
  return person().post(KEEP, { token, email })
}

/** The same of one that takes no sign-in by mail. */
export async function keepWithoutMail(): Promise<Answer> {
  const { email, tokens, ...owner } = await registered({ roaming: true })
  const { access: token } = tokens
  await owner.ask('PUT', '/api/v1/users/me/security', { mail_sign_in: false }, { token })
  await owner.ask('DELETE', '/api/v1/users/me', { confirm: email }, { token })
  return person().post(KEEP, { token: (await newLink(email, 'keep-account')).token, email })
}

/** An account that is deleted at once. */
export async function deletedAtOnce(): Promise<Answer> {
  const { email, tokens, ...ada } = await registered({ worker: workerWith({ DELETION_DAYS: '0' }) })
  return ada.ask('DELETE', '/api/v1/users/me', { confirm: email }, { token: tokens.access })
}

/** Takes away the account at a provider that signs this user in. */
async function disconnect({ email, tokens }: Awaited<ReturnType<typeof mailOnly>>): Promise<Answer> {
  const id = crypto.randomUUID()
  await rows(
    `insert into connections (id, user_id, issuer, subject, provider, email_verified, linked_at)
     select ?, id, 'https://accounts.google.com', ?, 'google', 1, 1 from users where email = ?`,
    id,
    id,
    email,
  )
  return person().ask('DELETE', `/api/v1/users/me/connections/${id}`, undefined, { token: tokens.access })
}

const DISCONNECT = 'DELETE /api/v1/users/me/connections/{connection}'

/** The same of one more proof, of the second step of a mailed link, and of what a mailed proof is enough for. */
export const PROVOKED_AGAIN: Record<string, () => Promise<Answer>> = {
  [`${DISCONNECT}: success`]: async () => disconnect(await mailOnly(freshEmail())),
  async [`${DISCONNECT}: last_way_in`]() {
    const ada = await mailOnly(freshEmail())
    await rows('update users set mail_sign_in_off_at = 1 where email = ?', ada.email)
    return disconnect(ada)
  },
  [`POST ${UNDO}: second_step_required`]: () => undo({}),
  [`POST ${UNDO}: second_step_refused`]: () => undo({ totp: '000000' }),
  [`POST ${UNDO}: human_check_required`]: async () =>
    undo({ totp: '000000' }, await spentClient(), FROM_CLIENT),
  async [`POST ${AGAIN}: invalid_code`]() {
    const { tokens } = await mailOnly(freshEmail())
    return person().post(AGAIN, { code: '123456' }, { token: tokens.access })
  },
  async [`POST ${AGAIN}: sign_in_again`]() {
    const { tokens } = await registered({ roaming: true })
    return person().post(AGAIN, { code: '123456' }, { token: tokens.access })
  },
  async ['POST /api/v1/auth/passkey/options: sign_in_again']() {
    const { tokens, ...ada } = await registered({ roaming: true })
    return ada.post('/api/v1/auth/passkey/options', { for: 'reauthenticate' }, { token: tokens.access })
  },
  async [`POST ${AGAIN}/mail: invalid_input.unreachable`]() {
    const { tokens } = await mailOnly(freshEmail())
    resend(() => Response.json({ statusCode: 422, name: 'validation_error' }, { status: 422 }))
    const by = person({ worker: workerWith(RESEND_SETTINGS) })
    return by.post(`${AGAIN}/mail`, undefined, { token: tokens.access })
  },
}

/** What the redeeming of a sign-in by mail is refused with, where that takes a mail. */
export const PROVOKED_BY_MAIL: Record<string, () => Promise<Answer>> = {
  unauthenticated: async () => redeem({ token: (await askedByMail(freshEmail())).token }),
  invalid_link: async () => redeem({ token: 'x'.repeat(43), email: freshEmail() }),
  async email_taken() {
    const ada = await registered({ roaming: true })
    await moveTo(ada, freshEmail())
    return byCode(ada.email)
  },
  sign_up_closed: async () => byCode(freshEmail(), person({ worker: workerWith({ SIGN_UP: 'closed' }) })),
  second_step_required: async () => byCode((await protectedAccount()).email),
  async account_deleting() {
    const { email, tokens, ...ada } = await registered({ roaming: true })
    await ada.ask('DELETE', '/api/v1/users/me', { confirm: email }, { token: tokens.access })
    return byCode(email)
  },
  async human_check_required() {
    const { request, code } = await askedByMail((await registered({ roaming: true })).email)
    return (await spentClient()).post(REDEEM, { request, code }, FROM_CLIENT)
  },
}
