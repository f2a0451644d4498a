import { Divider } from '../../look/forms/divider.tsx'
import { Heading } from '../../look/heading.tsx'
import { accountPage } from './account-page.tsx'
import { filled, Form, PasskeyPress } from './controls.tsx'
import { UNTOUCHED } from './form.ts'
import { newPasskey, passkeyOptions } from './passkeys.tsx'
import { newPasswordView, setPassword } from './password.tsx'
import { stage } from './stage.tsx'

/** After an account was opened without a password: a passkey or a password makes the next sign-in quicker. */
export const welcomeRoutes = accountPage({
  path: '/welcome',
  summary: 'Add a passkey or a password to a new account',
  title: ({ words }) => words.entry.welcome.title,
  forms: [passkeyOptions, newPasskey, setPassword],
  show(visit) {
    const { config, words, returnTo, search } = visit
    const { title, lead, passkey, skip } = words.entry.welcome
    const next = returnTo && !returnTo.isOurs ? `/sign-in${search}` : (returnTo?.url ?? '/account')
    const content = (
      <>
        <Heading title={title} lead={lead} />
        {config.PASSKEY_RP_ID !== undefined && (
          <Form of={filled(visit, UNTOUCHED, [newPasskey])}>
            <PasskeyPress visit={visit} does={newPasskey} asks="create" kind="primary">
              {passkey}
            </PasskeyPress>
          </Form>
        )}
        <Divider text={words.entry.or} />
        {newPasswordView(visit, UNTOUCHED)}
      </>
    )
    return stage(visit, { title, content, end: <a href={next}>{skip}</a> }, 200)
  },
})
