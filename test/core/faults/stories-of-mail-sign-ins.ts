import { freshEmail, registered } from '../../support/account.ts'
import { NEW_PASSWORD } from '../../support/code-flows.ts'
import { AGAIN, MAIL, REDEEM } from '../../support/mail-sign-in.ts'
import { withApp } from '../../support/second-step.ts'
import { account, fine, type Ground, type Story } from './story.ts'

/** What was mailed to an address, and what the browser that has asked keeps. */
async function asked({ by, mailbox }: Ground, email: string) {
  const { body } = await fine(by.post(MAIL, { email }))
  const token = mailbox.linkTo(email, 'sign-in-mail')
  return { request: body['request'], code: mailbox.codeTo(email), token }
}

/** The token of an account that has only its mailbox. */
async function mailOnly(ground: Ground) {
  const email = freshEmail()
  const { request, code } = await asked(ground, email)
  const { body } = await fine(ground.by.post(REDEEM, { request, code }))
  return { token: String(body['access_token']) }
}

/** Signing in by mail, and proving the mailbox once more. */
export const STORIES_OF_MAIL_SIGN_INS: Story[] = [
  {
    route: `POST ${MAIL}`,
    async prepare(ground) {
      const { email } = await account(ground)
      return () => ground.by.post(MAIL, { email })
    },
  },
  {
    route: `POST ${REDEEM}`,
    async prepare(ground) {
      const { email } = await account(ground)
      const { request, code } = await asked(ground, email)
      return () => ground.by.post(REDEEM, { request, code })
    },
  },
  {
    route: `POST ${REDEEM}`,
    about: 'by the link, for a new account with a password',
    async prepare(ground) {
      const { request, token } = await asked(ground, freshEmail())
      return () => ground.by.post(REDEEM, { request, token, password: NEW_PASSWORD })
    },
  },
  {
    route: `POST ${REDEEM}`,
    about: 'on another device, where somebody else holds the address unverified',
    async prepare(ground) {
      const { email } = await registered({ worker: ground.worker, roaming: true, confirmed: false })
      const { token } = await asked(ground, email)
      return () => ground.by.post(REDEEM, { token, email })
    },
  },
  {
    route: `POST ${REDEEM}`,
    about: 'with a wrong address',
    async prepare(ground) {
      const { token } = await asked(ground, (await account(ground)).email)
      return () => ground.by.post(REDEEM, { token, email: freshEmail() })
    },
  },
  {
    route: `POST ${REDEEM}`,
    about: 'where the account asks for a second step',
    async prepare(ground) {
      const { email } = await withApp(await account(ground))
      const { request, code } = await asked(ground, email)
      return () => ground.by.post(REDEEM, { request, code })
    },
  },

  {
    route: `POST ${AGAIN}/mail`,
    async prepare(ground) {
      const { token } = await mailOnly(ground)
      return () => ground.by.post(`${AGAIN}/mail`, undefined, { token })
    },
  },
]
