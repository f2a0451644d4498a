import * as z from 'zod/mini'
import type { StoredMail } from '../../store/key-value/dev-mails.ts'
import { MAILBOX_POLICY, mailboxPage } from './mailbox-page.ts'
import { EMPTY_POLICY } from '../../http/answer-headers.ts'
import type { AppContext } from '../../http/app-env.ts'
import { jsonRoute, route } from '../../http/route.ts'

const Mails = () =>
  z.array(
    z.strictObject({
      id: z.string(),
      to: z.string(),
      from: z.string(),
      subject: z.string(),
      text: z.string(),
      html: z.string(),
      createdAt: z.string(),
    }),
  )

const ofTheMailbox = {
  onlyInDevelopment: true,
  refusals: ['route_not_found' as const],
  query: { to: 'Only the mails to this address' },
}

/** The mails that a service in development has sent, for whoever writes an app on it. */
export const mailboxRoutes = [
  route({
    method: 'GET',
    path: '/dev/mailbox',
    summary: 'In development: the mails sent, newest first',
    ...ofTheMailbox,
    answers: () => [
      {
        status: 200,
        content: { 'text/html': z.string().check(z.minLength(1)), 'application/json': Mails() },
        headers: { 'Content-Security-Policy': [MAILBOX_POLICY, EMPTY_POLICY] },
      },
    ],
    async handle({ c }) {
      const mails = await mailsFor(c)
      if (/\bapplication\/json\b/.test(c.req.header('Accept') ?? '')) return c.json(mails)
      return c.html(mailboxPage(mails), 200, { 'Content-Security-Policy': MAILBOX_POLICY })
    },
  }),

  jsonRoute({
    method: 'GET',
    path: '/dev/mailbox.json',
    summary: 'In development: the mails sent, newest first',
    ...ofTheMailbox,
    answer: Mails,
    handle: ({ c }) => mailsFor(c),
  }),

  route({
    method: 'DELETE',
    path: '/dev/mailbox',
    summary: 'In development: empties the mailbox',
    onlyInDevelopment: true,
    refusals: ['route_not_found'],
    answers: () => [{ status: 204 }],
    async handle({ c, deps }) {
      await deps.store.keyValue.deleteDevMails()
      return c.body(null, 204)
    },
  }),
]

async function mailsFor(c: AppContext): Promise<StoredMail[]> {
  const to = c.req.query('to')
  const mails = await c.var.deps.store.keyValue.allDevMails()
  return to === undefined ? mails : mails.filter((mail) => mail.to === to)
}
