import * as z from 'zod/mini'
import { email, password } from '../../core/identity/fields.ts'
import { askForSignInMail } from '../../core/mail-sign-in/ask.ts'
import { signInWithPassword } from '../../core/sign-in/with-password.ts'
import { Divider } from '../../look/forms/divider.tsx'
import { Heading } from '../../look/heading.tsx'
import { PasswordField } from '../../look/forms/password-field.tsx'
import { pageSessionIn } from '../../http/page-session.ts'
import { goTo, welcome } from './answers.ts'
import { AddressField, filled, Form, PasskeyPress, Press } from './controls.tsx'
import { form, type FormState } from './form.ts'
import { ProviderLinks } from '../../look/forms/provider-links.tsx'
import { leaving } from './leaving.tsx'
import { page } from './page.tsx'
import { providerLinks } from './provider-links.ts'
import { byPasskey, passkeyOptions } from './passkey-sign-in.ts'
import { leaveStep, stepLeft } from './steps.ts'
import type { Visit } from './visit.ts'
import { fill } from '../../look/words/naming.ts'

const byPassword = form({
  name: 'password',
  schema: z.object({ email, password }),
  act: async (visit, body) => welcome(visit, await signInWithPassword(visit.deps, body)),
})

/** Mails a code and a link. What is answered says nothing of whether the address has an account. */
const byMail = form({
  name: 'mail',
  schema: z.object({ email }),
  act: async (visit, body) => askForMail(visit, { ...body, opens: false }),
})

/** Characters of an address, as a cookie has it, that fit there with all else. The request of an app has about 900. */
const LONGEST_KEPT = 2_000

export async function askForMail(visit: Visit, { email, opens }: { email: string; opens: boolean }) {
  const { c, deps, returnTo, search } = visit
  const sid = (await pageSessionIn(c))?.sid
  const { request, label, seconds } = await askForSignInMail(deps, { email, sid })
  const isKept = returnTo && encodeURIComponent(returnTo.url).length <= LONGEST_KEPT
  const to = isKept ? returnTo.url : undefined
  leaveStep(c, 'mailed', { request, label, email, opens, to, seconds })
  return goTo(visit, `/sign-in-mail${search}`)
}

/** Whose account waits for a connection, or who an app thinks its user is (OpenID Connect Core 1.0 §3.1.2.1). */
const hintOf = ({ c, returnTo }: Visit): string | undefined =>
  stepLeft(c, 'connect')?.email ??
  (returnTo && !returnTo.isOurs
    ? (new URL(returnTo.url).searchParams.get('login_hint') ?? undefined)
    : undefined)

/** Address first, then everything that this browser can do with it: never what the account has. */
const card = (visit: Visit, state: FormState) => {
  const { config, search, words } = visit
  const { entry } = words
  const of = filled(visit, state, [byPassword, byMail, byPasskey])
  const title = fill(entry.signIn.title, { app: config.APP_NAME })
  return {
    title,
    end: config.SIGN_UP === 'open' && (
      <>
        {entry.signIn.noAccount} <a href={`/sign-up${search}`}>{entry.signIn.signUp}</a>
      </>
    ),
    content: (
      <>
        <Heading title={title} />
        <Form of={of}>
          <AddressField of={of} value={hintOf(visit)} autocomplete="username webauthn" autofocus />
          <PasswordField
            {...of.field('password')}
            kind="current-password"
            label={visit.base.password.label}
            words={visit.base}
            aside={<a href={`/forgot-password${search}`}>{entry.signIn.forgot}</a>}
          />
          <Press does={byPassword}>{entry.signIn.press}</Press>
          <Divider text={entry.or} />
          <PasskeyPress visit={visit} does={byPasskey} asks="get">
            {entry.signIn.byPasskey}
          </PasskeyPress>
          <Press does={byMail} kind="quiet" icon="mail">
            {entry.signIn.byMail}
          </Press>
        </Form>
        <ProviderLinks {...providerLinks(visit)} />
      </>
    ),
  }
}

export const signInRoutes = page({
  path: '/sign-in',
  summary: 'Sign in',
  forms: [byPassword, byMail, byPasskey, passkeyOptions],
  async show(visit, state) {
    // A form that was refused is shown again, whoever has signed in meanwhile.
    const gone = state.form === undefined ? await leaving(visit) : undefined
    return gone ?? card(visit, state)
  },
})
