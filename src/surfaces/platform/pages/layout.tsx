import type { Child } from 'hono/jsx'
import { PAGES_JS } from '../../../look/assets.ts'
import { FormFrame } from '../../../look/forms/form-frame.tsx'
import { HUMAN_SCRIPTS, HumanCheck } from '../../../look/forms/human-check.tsx'
import { Submit } from '../../../look/forms/submit.tsx'
import { Summary } from '../../../look/forms/summary.tsx'
import { Heading } from '../../../look/heading.tsx'
import { type Icon, Sign } from '../../../look/icons.tsx'
import { stagePage } from '../../../look/stage-page.tsx'
import { linkField, type MailedField } from './fields.tsx'
import type { MailedForm } from './mailed-form.ts'
import type { MailedReader } from './reader.ts'
import { fill } from '../../../look/words/naming.ts'

/** A page behind a mailed link: its forms, its title and its states. The frame has the rest. */
export type MailedPage = {
  forms: readonly MailedForm[]
  of: (reader: MailedReader) => { title: string; content: Child }
}

/** A card with all states of the page, of which the script shows one; or with the one that the service has decided. */
export function mailedPage({ of }: MailedPage, reader: MailedReader) {
  const { config, language, words, path, token, shown, siteKey } = reader
  const { title, content } = of(reader)
  return stagePage({
    config,
    language,
    words,
    token,
    // The pages have the route that switches the language.
    page: config.SURFACES.includes('pages') ? path : undefined,
    title,
    scripts: siteKey === undefined ? (shown ? [] : [PAGES_JS]) : HUMAN_SCRIPTS,
    children: content,
  })
}

type ViewProps = { reader: MailedReader; name: 'open' | 'lost'; title: string; lead: string; children: Child }

/**
 * A state of the page. `open` is seen where the link has its token, `lost` where it has none. Without a script `open`
 * is seen, and asks for the link.
 */
export const View = ({ reader: { shown }, name, title, lead, children }: ViewProps) =>
  shown && shown.view !== name ? null : (
    <div data-view={name} hidden={!shown}>
      <Heading title={title} lead={lead} />
      {children}
    </div>
  )

type OutcomeProps = {
  reader: MailedReader
  name: string
  icon: Icon
  title: string
  text: string
  /** Where to go on; without it back to the app. */
  next?: { href: string; text: string; quiet?: boolean }
}

/** The state in which something is over: what has happened, and one next step. */
export const Outcome = ({
  reader: { words, config, shown },
  name,
  icon,
  title,
  text,
  next,
}: OutcomeProps) => {
  if (shown && shown.view !== name) return null
  const home = config.APP_URL_HOME && {
    href: config.APP_URL_HOME,
    text: fill(words.backTo, { app: config.APP_NAME }),
  }
  const step: typeof next = next ?? (home || undefined)
  return (
    <section class="outcome" data-view={name} hidden={!shown}>
      <Sign icon={icon} />
      <h1 tabindex={-1} autofocus={Boolean(shown)}>
        {title}
      </h1>
      <p class="muted">{text}</p>
      {step ? (
        <a class={step.quiet ? 'button quiet' : 'button'} href={step.href}>
          {step.text}
        </a>
      ) : (
        <p class="muted">{words.closePage}</p>
      )}
    </section>
  )
}

type FormProps = {
  reader: MailedReader
  form: MailedForm
  fields: MailedField[]
  press: string
  kind?: 'primary' | 'quiet' | 'danger'
}

/** A form that the script sends, or where none runs the browser. */
export const Form = ({ reader, form, fields, press, kind = 'primary' }: FormProps) => {
  const { words, language, path, token, shown, siteKey } = reader
  const state = shown?.form?.name === form.name ? shown.form : undefined
  const all = form.needs.includes('link') ? [linkField(reader, form.name), ...fields] : fields
  const filled = all.map(({ name, id, says, show }) => {
    const rule = state?.broken[name]
    const problem = rule === undefined ? undefined : (says[rule] ?? says['not_allowed'])
    return {
      id,
      problem,
      shown: show({ problem, value: state?.typed[name], isAsked: state?.asksStep ?? false }),
    }
  })
  const problems = [
    ...(state?.failed ? [{ text: failedText(reader, state.failed) }] : []),
    ...filled.flatMap(({ id, problem }) => (problem === undefined ? [] : [{ text: problem, field: id }])),
  ]
  return (
    <FormFrame token={token} do={form.name} to={path} data={shown ? {} : dataOf(form, reader)}>
      <Summary title={words.summary} problems={problems} />
      {siteKey !== undefined && state && <HumanCheck siteKey={siteKey} language={language} words={words} />}
      {filled.map((field) => field.shown)}
      {!shown && <p class="problem notice" role="alert"></p>}
      <Submit kind={kind}>{press}</Submit>
    </FormFrame>
  )
}

/** Whoever cannot show to be a person is told nothing of that. */
const failedText = ({ words, siteKey }: MailedReader, failed: 'failed' | 'tooMany' | 'human') => {
  if (failed !== 'human') return words[failed]
  return siteKey === undefined ? words.failed : words.human.required
}

/** What the script does, and what it says of the whole form. */
function dataOf(form: MailedForm, { words, config }: MailedReader): Record<`data-${string}`, string> {
  const { done, doneWithoutPassword, broken, nest, flag, needs, remember } = form
  return {
    'data-done': done,
    'data-failed': words.failed,
    'data-too-many': words.tooMany,
    ...(doneWithoutPassword !== undefined && { 'data-done-without-password': doneWithoutPassword }),
    ...(broken !== undefined && { 'data-broken': broken }),
    ...(nest !== undefined && { 'data-nest': nest }),
    ...(flag !== undefined && { 'data-flag': flag }),
    ...(!needs.includes('link') && { 'data-tokenless': '' }),
    ...(remember && { 'data-remember': '' }),
    ...(config.TURNSTILE_SITE_KEY !== undefined && { 'data-human': '' }),
  }
}
