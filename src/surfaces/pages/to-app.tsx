import { kindOfRedirect } from '../../core/apps/redirect-address.ts'
import type { Authorized } from '../../core/apps/authorize.ts'
import { OutcomeCard } from '../../look/outcome-card.tsx'
import { FORM_PAGE_HEADERS, policyOf } from '../../look/policy.ts'
import { stagePage } from '../../look/stage-page.tsx'
import { fill } from '../../look/words/naming.ts'
import { aroundOf } from './around.ts'
import { goTo } from './answers.ts'
import { stage } from './stage.tsx'
import type { Visit } from './visit.ts'

/** What an app is told: a code, or why it gets none. */
type Answer = Extract<Authorized, { kind: 'code' | 'refused' }>

/** The answer by its names. Each says who answers, so no app takes it for that of another provider (RFC 9207 §2). */
function membersOf(visit: Visit, answer: Answer): Record<string, string> {
  const { state } = answer.replyTo
  return {
    ...(answer.kind === 'code'
      ? { code: answer.code }
      : { error: answer.error, error_description: answer.description }),
    ...(state !== undefined && { state }),
    iss: visit.config.APP_URL,
  }
}

/** The registered address stays as it is, whatever query it has (RFC 6749 §3.1.2). */
function addressOf(visit: Visit, answer: Answer): string {
  const { redirectUri } = answer.replyTo
  const query = new URLSearchParams(membersOf(visit, answer)).toString()
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}`
}

const nameOf = ({ replyTo: { redirectUri }, ...answer }: Answer): string =>
  answer.kind === 'code' ? answer.app.name : (URL.parse(redirectUri)?.host ?? '') || redirectUri

/** To the app from the address bar: at once. */
export const redirectToApp = (visit: Visit, answer: Answer): Response | Promise<Response> =>
  answer.replyTo.mode === 'form_post' ? postToApp(visit, answer) : goTo(visit, addressOf(visit, answer))

/**
 * To the app after a form. Browsers hold the policy of the page whose form was sent against every redirect that follows, so
 * the next page takes the visitor there. A scheme of an app opens only where somebody presses.
 */
export function leaveForApp(visit: Visit, answer: Answer): Response | Promise<Response> {
  const { replyTo } = answer
  if (replyTo.mode === 'form_post') return postToApp(visit, answer)
  const { back, leaving } = visit.words.apps
  const href = addressOf(visit, answer)
  const name = nameOf(answer)
  const isScheme = kindOfRedirect(replyTo.redirectUri) === 'scheme'
  const title = isScheme ? fill(back.title, { name }) : leaving.title
  const text = isScheme ? back.text : fill(leaving.text, { name })
  const content = (
    <OutcomeCard icon="done" title={title} text={text} next={{ href, text: fill(back.press, { name }) }} />
  )
  return stage(visit, { title, content, next: isScheme ? undefined : href }, 200)
}

/**
 * The answer as a form that the browser sends by itself (OAuth 2.0 Form Post Response Mode §2). The policy names the one
 * address where it may go. The app sees where the form comes from, as it may check.
 */
async function postToApp(visit: Visit, answer: Answer): Promise<Response> {
  const { c, config, words } = visit
  const { redirectUri } = answer.replyTo
  const { leaving, back } = words.apps
  const name = nameOf(answer)
  const page = stagePage({
    ...aroundOf(visit),
    title: leaving.title,
    children: (
      <section class="outcome">
        <h1>{leaving.title}</h1>
        <p class="muted">{fill(leaving.text, { name })}</p>
        <form method="post" action={redirectUri} data-sends="">
          {Object.entries(membersOf(visit, answer)).map(([member, value]) => (
            <input type="hidden" name={member} value={value} />
          ))}
          <button class="button" type="submit">
            {fill(back.press, { name })}
          </button>
        </form>
      </section>
    ),
  })
  const form = `'self' ${new URL(redirectUri).origin}`
  return c.html(page, 200, {
    ...FORM_PAGE_HEADERS,
    'Referrer-Policy': 'strict-origin',
    'Content-Security-Policy': await policyOf(config, { script: "'self'", connect: "'self'", form }),
  })
}
