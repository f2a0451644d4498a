import * as z from 'zod/mini'
import { answerQuestion, type Question, readQuestion, readWaiting } from '../../core/apps/consent.ts'
import { hostOfRedirect } from '../../core/apps/redirect-address.ts'
import { dayOf } from '../../core/localized.ts'
import { Heading } from '../../look/heading.tsx'
import { OutcomeCard } from '../../look/outcome-card.tsx'
import { fill } from '../../look/words/naming.ts'
import { type AccountForm, accountPage, type AccountVisit, type SentVisit } from './account-page.tsx'
import { goTo } from './answers.ts'
import { unknownApp } from './authorize.tsx'
import { filled, Form, Press } from './controls.tsx'
import { form, UNTOUCHED } from './form.ts'
import { stage } from './stage.tsx'
import { leaveForApp } from './to-app.tsx'
import type { Visit } from './visit.ts'

const schema = z.object({ request: z.string() })

/** Whatever is missing since the question was asked is asked for by /authorize, which knows the whole request. */
async function answer(visit: SentVisit, { request }: { request: string }, isAllowed: boolean) {
  const { deps, caller } = visit
  const outcome = await answerQuestion(deps, { handle: request, caller, isAllowed })
  if (outcome.kind === 'unknown') return unknownApp(visit, outcome)
  if (outcome.kind === 'code' || outcome.kind === 'refused') return leaveForApp(visit, outcome)
  const waiting = await readWaiting(deps, request)
  return goTo(visit, `/authorize?${waiting?.query ?? ''}`)
}

/** Of another session, or answered before. */
const says = ({ apps }: Visit['words']) => ({ not_found: apps.over.text })

const allow: AccountForm = form({
  name: 'allow',
  schema,
  says,
  act: async (visit: SentVisit, body) => answer(visit, body, true),
})

const refuse: AccountForm = form({
  name: 'refuse',
  schema,
  says,
  act: async (visit: SentVisit, body) => answer(visit, body, false),
})

/** The request is too old. */
function overCard(visit: Visit) {
  const { over } = visit.words.apps
  return stage(visit, { title: over.title, content: <OutcomeCard icon="clock" {...over} /> }, 200)
}

/** What an app of somebody else is allowed by a press. */
function Asked({ visit, question: { app, scopes, redirectUri } }: { visit: Visit; question: Question }) {
  const { consent, scopes: names } = visit.words.apps
  const host = hostOfRedirect(redirectUri)
  return (
    <div class="asked">
      <p>
        {host === undefined ? consent.here : fill(consent.from, { host })}{' '}
        {fill(consent.since, { date: dayOf(app.createdAt, visit.language) })}
      </p>
      <p>{consent.may}</p>
      <ul>
        {scopes.map((scope) => (
          <li>{names[scope]}</li>
        ))}
      </ul>
      <p class="muted small">{consent.later}</p>
    </div>
  )
}

function questionCard(visit: AccountVisit, question: Question, handle: string) {
  const { app, request } = question
  const { consent, go, choose } = visit.words.apps
  const { email } = visit.account.user
  const { name } = app
  const says = {
    consent: { title: fill(consent.title, { name }), press: consent.allow },
    continue: { title: fill(go.title, { name }), press: fill(go.press, { name }) },
    choose: { title: fill(choose.title, { name }), press: fill(choose.press, { email }) },
  }[request.why]
  const again = new URLSearchParams({ return_to: `/authorize?${request.query}` }).toString()
  const content = (
    <>
      <Heading title={says.title} lead={fill(visit.words.entry.signOut.text, { email })} />
      {request.why === 'consent' && <Asked visit={visit} question={question} />}
      {request.why === 'continue' && <p>{go.text}</p>}
      <Form of={filled(visit, UNTOUCHED, [allow])} hidden={{ request: handle }}>
        <Press does={allow}>{says.press}</Press>
        <Press does={refuse} kind="quiet">
          {consent.refuse}
        </Press>
      </Form>
    </>
  )
  return stage(
    visit,
    { title: says.title, content, end: <a href={`/sign-out?${again}`}>{choose.other}</a> },
    200,
  )
}

/** A question before an app gets an answer: whether it may act for the visitor, or whether they have opened it. */
export const consentRoutes = accountPage({
  path: '/consent',
  summary: 'Allow an app to act for oneself',
  title: ({ words }) => words.apps.over.title,
  isCard: true,
  forms: [allow, refuse],
  async show(visit) {
    const { c, deps, account } = visit
    const handle = c.req.query('request') ?? ''
    const request = await readWaiting(deps, handle)
    if (!request) return overCard(visit)
    // Somebody else has signed in meanwhile, or the same person anew: the app asks about whoever is here now.
    if (request.parentId !== account.session.id) return goTo(visit, `/authorize?${request.query}`)
    const question = await readQuestion(deps, request)
    return question
      ? questionCard(visit, question, handle)
      : unknownApp(visit, { kind: 'unknown', what: 'app' })
  },
})
