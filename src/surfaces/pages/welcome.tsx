import { Divider } from '../../look/forms/divider.tsx'
import { Heading } from '../../look/heading.tsx'
import { accountPage } from './account-page.tsx'
import { nextOf } from './answers.ts'
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
  isCard: true,
  forms: [passkeyOptions, newPasskey, setPassword],
  show(visit) {
    const { account, config, words } = visit
    const { title, lead, passkey, skip } = words.entry.welcome
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
        {/* Where a second step is demanded, that comes first. */}
        {account.missing === undefined && (
          <>
            <Divider text={words.entry.or} />
            {newPasswordView(visit, UNTOUCHED, account.user.email)}
          </>
        )}
      </>
    )
    return stage(visit, { title, content, end: <a href={nextOf(visit)}>{skip}</a> }, 200)
  },
})
