import * as z from 'zod/mini'
import { connect, readWaitingConnection, waitsFor } from '../../core/federation/connect.ts'
import { readTicket } from '../../core/federation/start-connection.ts'
import { labelOf } from '../../core/federation/offered.ts'
import { Failure } from '../../core/failure.ts'
import type { WaitingConnection } from '../../core/tokens/waiting-connection.ts'
import { startRefusal } from '../../http/refuse.ts'
import { Heading } from '../../look/heading.tsx'
import { OutcomeCard } from '../../look/outcome-card.tsx'
import { fill } from '../../look/words/naming.ts'
import { type AccountForm, accountPage, type AccountVisit, type SentVisit } from './account-page.tsx'
import { done, goTo, nextOf } from './answers.ts'
import { filled, Form, Press } from './controls.tsx'
import { dialect } from './failures.ts'
import { form, UNTOUCHED } from './form.ts'
import { stage } from './stage.tsx'
import { endStep, stepLeft } from './steps.ts'
import { goToProvider } from './with-provider.tsx'
import type { Visit } from './visit.ts'

/** Where the visitor wanted to go; or to the page that lists the connections. */
const onward = (visit: Visit) =>
  visit.returnTo ? goTo(visit, nextOf(visit)) : done(visit, 'connected', { path: '/account/security' })

const press: AccountForm = form({
  name: 'connect',
  schema: z.object({ waiting: z.string() }),
  says: ({ providers }) => ({ not_found: providers.connect.over.text }),
  async act(visit: SentVisit, { waiting }) {
    const { c, deps, caller } = visit
    const step = stepLeft(c, 'connect')
    // Another tab may have come back with another account since: nobody has seen its name on this page.
    if (step?.waiting !== waiting) throw new Failure('not_found')
    const outcome = await connect(deps, { caller, waiting: step.waiting })
    endStep(c, 'connect')
    return outcome === 'taken' ? takenCard(visit, step) : onward(visit)
  },
})

const later: AccountForm = form({
  name: 'later',
  schema: z.object({}),
  async act(visit: SentVisit) {
    endStep(visit.c, 'connect')
    return Promise.resolve(goTo(visit, nextOf(visit)))
  },
})

const toList = ({ words }: Visit) => ({ href: '/account/security', text: words.account.back })

/** Nothing waits, or not for this account. */
function overCard(visit: Visit, { title, text }: Visit['words']['providers']['connect']['over']) {
  const content = <OutcomeCard icon="clock" title={title} text={text} next={toList(visit)} />
  return stage(visit, { title, content }, 200)
}

/** The account there signs somebody else in. Whoever has got here has it, so they may know. */
function takenCard(visit: Visit, step: { provider: string }) {
  const { title, text } = visit.words.providers.connect.taken
  const provider = labelOf(visit.config, step.provider)
  const content = (
    <OutcomeCard icon="alert" title={title} text={fill(text, { provider })} next={toList(visit)} />
  )
  const { status } = startRefusal(dialect, new Failure('email_taken'), visit.c)
  return stage(visit, { title, content }, status)
}

/** Names both, so that nobody connects the account of somebody else (forced linking). `text` is what waits, sealed. */
function questionCard(visit: AccountVisit, waiting: WaitingConnection, text: string) {
  const { connect: says } = visit.words.providers
  const { email } = visit.account.user
  const provider = labelOf(visit.config, waiting.provider)
  const title = fill(says.title, { provider })
  const lead =
    waiting.email === undefined || waiting.email === email
      ? fill(says.leadNameless, { provider, email })
      : fill(says.lead, { provider, identity: waiting.email, email })
  const content = (
    <>
      <Heading title={title} lead={lead} />
      <p class="muted">{says.warning}</p>
      <Form of={filled(visit, UNTOUCHED, [press])} hidden={{ waiting: text }}>
        <Press does={press}>{says.press}</Press>
        <Press does={later} kind="quiet">
          {says.refuse}
        </Press>
      </Form>
    </>
  )
  return stage(visit, { title, content }, 200)
}

/** The press that connects an account at a provider with one’s own, and the way there. */
export const connectRoutes = [
  ...accountPage({
    path: '/account/connect',
    summary: 'Connect an account at a provider with one’s own',
    title: ({ words }) => words.providers.panel.title,
    isCard: true,
    forms: [press, later],
    async show(visit) {
      const { c, deps, account } = visit
      const { over, otherAccount } = visit.words.providers.connect
      const step = stepLeft(c, 'connect')
      if (!step) return overCard(visit, over)
      const about = { waiting: step.waiting, user: account.user }
      const waiting = await readWaitingConnection(deps, about)
      if (waiting) return questionCard(visit, waiting, step.waiting)
      const isOfAnother = (await waitsFor(deps, about)) === 'another'
      if (c.req.method !== 'HEAD') endStep(c, 'connect')
      // Whoever has signed in another way has left the provider behind.
      return isOfAnother && !visit.returnTo ? overCard(visit, otherAccount) : goTo(visit, nextOf(visit))
    },
  }),
  ...accountPage({
    path: '/account/connect/begin',
    summary: 'Go to a provider to connect an account there',
    title: ({ words }) => words.providers.connect.over.title,
    isCard: true,
    forms: [],
    async show(visit) {
      const { c, deps, account } = visit
      const ticket = await readTicket(deps, {
        ticket: c.req.query('ticket') ?? '',
        userId: account.user.id,
      })
      // HEAD begins nothing.
      if (!ticket || c.req.method === 'HEAD') return overCard(visit, visit.words.providers.connect.over)
      const { provider: id, secret, userId } = ticket
      return goToProvider({ ...visit, path: '/account/security' }, { id, connects: { secret, userId } })
    },
  }),
]
