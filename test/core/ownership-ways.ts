import { PASSWORD, registered, registration } from '../support/account.ts'
import { NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { API, askForReset, newMember, reset } from '../support/enveloped.ts'
import { codeFor, linksIn, mailsTo, newLinks, unread } from '../support/mails.ts'
import { askedByMail, redeem } from '../support/mail-sign-in.ts'
import { type Answer, type Members, person } from '../support/person.ts'

/** Takes what was begun to its end; answers undefined when nothing was mailed that could finish it. */
export type Finish = () => Promise<Answer | undefined>

/** Whoever reads the mailbox of an address, and wants an account there. */
export type Way = {
  /** Begins it, and reads what is mailed. */
  begin: (email: string) => Promise<Finish>
  /** What the owner of the mailbox signs in with afterwards. */
  password: string
}

/** The code that a request has mailed, if it was admitted and there was anything to mail. */
async function codeOf(email: string, ask: () => Promise<Answer>): Promise<string | undefined> {
  await unread(email)
  await ask()
  return codeFor(email).catch(() => undefined)
}

/** Whoever has an account is only signed in to it: that is another matter. */
const byMail = (bring: (asked: Awaited<ReturnType<typeof askedByMail>>, email: string) => Members): Way => ({
  password: NEW_PASSWORD,
  async begin(email) {
    const asked = await askedByMail(email).catch(() => undefined)
    return async () => {
      if (!asked) return undefined
      const isOwned = await rows('select 1 from users where email = ? and verified_at is not null', email)
      const answer = await redeem({ ...bring(asked, email), password: NEW_PASSWORD })
      return isOwned.length > 0 ? undefined : answer
    }
  },
})

export const FROM_MAILBOX = 'create/account of auth-v1'
export const TAKE_OVER = '"I did not open this account"'

export const WAYS: Record<string, Way> = {
  [FROM_MAILBOX]: {
    password: NEW_PASSWORD,
    async begin(email) {
      const by = person({ roaming: true })
      const code = await codeOf(email, () => by.post(`${V1}/request/code`, { account: email }))
      if (code === undefined) return async () => undefined
      const proven = await by.post(`${V1}/verify/code`, { code })
      return async () =>
        proven.status === 200 ? by.post(`${V1}/create/account`, { pwd: NEW_PASSWORD }) : proven
    },
  },
  'a reset by code': {
    password: NEW_PASSWORD,
    async begin(email) {
      const by = person({ roaming: true })
      const code = await codeOf(email, () => by.patch(`${V1}/password/request/code`, { account: email }))
      if (code === undefined) return async () => undefined
      return () => by.patch(`${V1}/change/password`, { code, newPwd: NEW_PASSWORD })
    },
  },
  'a reset by link': {
    password: NEW_PASSWORD,
    async begin(email) {
      await newLinks(email, 'reset-password')
      await askForReset(person({ roaming: true }), email)
      const [link] = await newLinks(email, 'reset-password')
      return async () => link && reset(person(), { token: link.token, email, password: NEW_PASSWORD })
    },
  },
  'a sign-in by mail, with its code': byMail(({ request, code }) => ({ request, code })),
  'a sign-in by mail, with its link': byMail(({ token }, email) => ({ token, email })),
  [TAKE_OVER]: {
    password: NEW_PASSWORD,
    async begin(email) {
      const links = (await mailsTo(email)).flatMap(linksIn)
      const link = links.find(({ page }) => page.endsWith('/verify-email'))
      const body = { token: link?.token, email, take_over: { password: NEW_PASSWORD } }
      return async () => link && person().post('/verify-email', body)
    },
  },
  'a move of another account': {
    password: PASSWORD,
    async begin(email) {
      const bob = await registered({ roaming: true })
      const token = bob.tokens.access
      const codeNewAccount = await codeOf(email, () =>
        bob.patch(`${V1}/account/request/code`, { newAccount: email }, { token }),
      )
      if (codeNewAccount === undefined) return async () => undefined
      const codeCurrentAccount = await codeFor(bob.email)
      return () => bob.patch(`${V1}/change/account`, { codeCurrentAccount, codeNewAccount }, { token })
    },
  },
}

/** Ways to take an address without reading its mailbox. */
export const REGISTRATIONS: Record<string, (email: string, password?: string) => Promise<Answer>> = {
  'account-v1': (email, password = PASSWORD) =>
    person({ roaming: true }).post(`${API}/auth/register`, registration({ email, password })),
  'api-v1': (email, password = PASSWORD) =>
    person({ roaming: true }).post(`${API}/register`, newMember({ email, password })),
}
