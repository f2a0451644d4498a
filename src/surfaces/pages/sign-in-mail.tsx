import * as z from 'zod/mini'
import { code, email, password } from '../../core/identity/fields.ts'
import { name, profileFrom } from '../../core/identity/profile-members.ts'
import { Failure } from '../../core/failure.ts'
import type { Brought } from '../../core/mail-sign-in/find.ts'
import { redeemSignInMail } from '../../core/mail-sign-in/redeem.ts'
import { TextField } from '../../look/forms/text-field.tsx'
import { PasswordField } from '../../look/forms/password-field.tsx'
import { CodeField } from '../../look/forms/code-field.tsx'
import { OutcomeCard } from '../../look/outcome-card.tsx'
import { Heading } from '../../look/heading.tsx'
import { welcome } from './answers.ts'
import { AddressField, filled, Form, Press } from './controls.tsx'
import { typedDigits } from './digits.ts'
import { form, type FormState } from './form.ts'
import { leaving } from './leaving.tsx'
import { lostCard } from './lost.tsx'
import { mailedLink } from './mailed-link.ts'
import { page } from './page.tsx'
import { askForMail } from './sign-in.tsx'
import { stepLeft } from './steps.ts'
import { onTheWayTo, type Visit } from './visit.ts'
import { fill } from '../../look/words/naming.ts'

/** What a new account begins with. Whoever has one already signs in, and keeps what is theirs. */
const opening = {
  first_name: z.optional(name),
  last_name: z.optional(name),
  password: z.optional(password),
}

type Opening = {
  first_name?: string | undefined
  last_name?: string | undefined
  password?: string | undefined
}

async function redeem(visit: Visit, brought: Brought, { password, first_name, last_name }: Opening = {}) {
  const profile = profileFrom({ first_name, last_name })
  const wanted = { brought, opening: { password, profile }, caller: undefined }
  const signedIn = await redeemSignInMail(visit.deps, wanted)
  const isNew = signedIn.opened && password === undefined
  return welcome(visit, signedIn, isNew ? { path: '/welcome' } : {})
}

const asked = (visit: Visit) => {
  const step = stepLeft(visit.c, 'mailed')
  if (!step) throw new Failure('first_step_missing')
  return step
}

const byCode = form({
  name: 'code',
  schema: z.object({ code: typedDigits(code), ...opening }),
  at: { invalid_code: 'code' },
  act: async (visit, { code, ...typed }) => redeem(visit, { request: asked(visit).request, code }, typed),
})

/** The mail may have been lost. */
const again = form({
  name: 'again',
  schema: z.object({}),
  act: async (visit) => askForMail(visit, asked(visit)),
})

/** In the browser that has asked, the link is as good as the code. */
const byLinkHere = form({
  name: 'link',
  schema: z.object({ link: mailedLink, ...opening }),
  at: { invalid_link: 'link' },
  act: async (visit, { link: token, ...typed }) =>
    redeem(visit, { request: asked(visit).request, token }, typed),
})

/** Anywhere else the address is typed: no scanner does that, and nobody types it for the link of somebody else. */
const byLinkElsewhere = form({
  name: 'elsewhere',
  schema: z.object({ link: mailedLink, email }),
  at: { invalid_link: 'email' },
  says: ({ entry }) => ({ invalid_link: entry.link.elsewhere.wrong }),
  act: async (visit, { link: token, email }) => redeem(visit, { token, email }),
})

/** Filled by the script, which alone can read the link; pasted where no script runs. */
const LinkField = ({ of, visit }: { of: ReturnType<typeof filled>; visit: Visit }) => (
  <div data-link>
    <TextField {...of.field('link')} label={visit.base.link.label} hint={visit.base.link.hint} required />
  </div>
)

function hereCard(visit: Visit, state: FormState, step: NonNullable<ReturnType<typeof stepLeft<'mailed'>>>) {
  const { config, words, search } = visit
  const { mailed, welcome: begin, code: label, link } = words.entry
  const of = filled(visit, state, [byCode])
  const ofLink = filled(visit, state, [byLinkHere])
  return {
    title: visit.base.reset.ask.asked.title,
    end: <a href={`${step.opens ? '/sign-up' : '/sign-in'}${search}`}>{visit.base.reset.ask.again}</a>,
    content: (
      <>
        <Heading title={visit.base.reset.ask.asked.title} lead={fill(mailed.text, { email: step.email })} />
        <p class="label">
          {mailed.label} <strong>{step.label}</strong>
        </p>
        <div data-without-link>
          <Form of={of}>
            <CodeField {...of.field('code')} digits={8} autofocus label={label} hint={mailed.hint} />
            {step.opens && (
              <>
                <TextField {...of.field('first_name')} label={begin.firstName} autocomplete="given-name" />
                <TextField {...of.field('last_name')} label={begin.lastName} autocomplete="family-name" />
                <PasswordField
                  {...of.field('password')}
                  words={visit.base}
                  kind="new-password"
                  strength={{ levels: words.entry.strength, least: config.PASSWORD_MIN_LENGTH }}
                  label={begin.password}
                  hint={fill(visit.base.password.hint, { least: config.PASSWORD_MIN_LENGTH })}
                  required={false}
                />
              </>
            )}
            <Press does={byCode}>{mailed.press}</Press>
          </Form>
        </div>
        <details data-with-link open={ofLink.state.problems.length > 0}>
          <summary>{link.here.title}</summary>
          <Form of={ofLink}>
            <LinkField of={ofLink} visit={visit} />
            <Press does={byLinkHere}>{link.here.press}</Press>
          </Form>
        </details>
        <Form of={filled(visit, state, [again])}>
          <Press does={again} kind="quiet">
            {words.profile.verify.again}
          </Press>
        </Form>
        <p class="muted small">{mailed.never}</p>
      </>
    ),
  }
}

function elsewhereCard(visit: Visit, state: FormState) {
  const { elsewhere } = visit.words.entry.link
  const of = filled(visit, state, [byLinkElsewhere])
  return {
    title: elsewhere.title,
    content: (
      <>
        <Heading title={elsewhere.title} lead={elsewhere.text} />
        <Form of={of}>
          <LinkField of={of} visit={visit} />
          <AddressField of={of} />
          <Press does={byLinkElsewhere}>{elsewhere.press}</Press>
        </Form>
      </>
    ),
  }
}

/** Where apps have pages of their own, the code is typed there. */
function notHereCard({ words }: Visit) {
  const { title, text } = words.entry.link.notHere
  return { title, content: <OutcomeCard icon="mail" title={title} text={text} /> }
}

/** Behind the link of a sign-in by mail, and where its code is typed. Opening it uses nothing up. */
export const signInMailRoutes = page({
  path: '/sign-in-mail',
  summary: 'Finish a sign-in by mail',
  isMailedTo: true,
  forms: [byCode, again, byLinkHere, byLinkElsewhere],
  async show(visit, state) {
    if (!visit.config.SURFACES.includes('pages')) return notHereCard(visit)
    const step = stepLeft(visit.c, 'mailed')
    if (step) return hereCard(onTheWayTo(visit, step.to), state, step)
    const isOfThisPage = state.form !== undefined && state.form !== byLinkElsewhere.name
    // The link was used in another tab. This one has asked for it: its address says where to go on.
    const gone = isOfThisPage || visit.returnTo ? await leaving(visit) : undefined
    return gone ?? (isOfThisPage ? lostCard(visit) : elsewhereCard(visit, state))
  },
})
