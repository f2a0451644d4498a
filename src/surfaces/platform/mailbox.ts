import * as z from 'zod/mini'
import type { StoredMail } from '../../store/key-value/dev-mails.ts'
import { type Asked, mailboxPage } from './mailbox-page.tsx'
import { policyFormOrNone, policyOf } from '../../look/policy.ts'
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

/** What the page has to show. Empty means not asked for. */
function askedIn(c: AppContext): Asked {
  const query = Object.entries(c.req.query()).filter(([, value]) => value !== '')
  const { to, q, mail, view } = Object.fromEntries(query)
  return Object.fromEntries(Object.entries({ to, q, mail, view }).filter(([, value]) => value !== undefined))
}

const matching =
  ({ q = '' }: Asked) =>
  ({ subject, to, text }: StoredMail) =>
    `${subject}\n${to}\n${text}`.toLowerCase().includes(q.toLowerCase())

/** Of the page. The frames of mails keep to its policy too, and the styles of mails are inline. */
const ALLOWED = { style: "'self' 'unsafe-inline'", script: "'self'", connect: "'self'", form: "'self'" }

/** The mails that a service in development has sent, for whoever writes an app on it. */
export const mailboxRoutes = [
  route({
    method: 'GET',
    path: '/dev/mailbox',
    summary: 'In development: show the mails sent, newest first',
    ...ofTheMailbox,
    answers: () => [
      {
        status: 200,
        content: { 'text/html': z.string().check(z.minLength(1)), 'application/json': Mails() },
        headers: { 'Content-Security-Policy': policyFormOrNone(ALLOWED) },
      },
    ],
    async handle({ c, deps: { config } }) {
      const mails = await mailsFor(c)
      c.header('Vary', 'Accept')
      if (/\bapplication\/json\b/.test(c.req.header('Accept') ?? '')) return c.json(mails)
      const asked = askedIn(c)
      const policy = await policyOf(config, ALLOWED)
      const page = mailboxPage({ config, mails: mails.filter(matching(asked)), asked })
      return c.html(page, 200, { 'Content-Security-Policy': policy })
    },
  }),

  jsonRoute({
    method: 'GET',
    path: '/dev/mailbox.json',
    summary: 'In development: get the mails sent as JSON, newest first',
    ...ofTheMailbox,
    answer: Mails,
    handle: ({ c }) => mailsFor(c),
  }),

  route({
    method: 'DELETE',
    path: '/dev/mailbox',
    summary: 'In development: empty the mailbox',
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
