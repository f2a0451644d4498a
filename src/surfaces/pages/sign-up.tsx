import * as z from 'zod/mini'
import { email } from '../../core/identity/fields.ts'
import { Divider } from '../../look/forms/divider.tsx'
import { Heading } from '../../look/heading.tsx'
import { OutcomeCard } from '../../look/outcome-card.tsx'
import { ProviderLinks } from '../../look/forms/provider-links.tsx'
import { AddressField, filled, Form, Press } from './controls.tsx'
import { form } from './form.ts'
import { leaving } from './leaving.tsx'
import { page } from './page.tsx'
import { providerLinks } from './provider-links.ts'
import { askForMail } from './sign-in.tsx'
import { fill } from '../../look/words/naming.ts'

const begin = form({
  name: 'mail',
  schema: z.object({ email }),
  act: async (visit, body) => askForMail(visit, { ...body, opens: true }),
})

export const signUpRoutes = page({
  path: '/sign-up',
  summary: 'Open an account',
  forms: [begin],
  async show(visit, state) {
    const { config, search, words } = visit
    const { signUp, signIn, or } = words.entry
    const gone = state.form === undefined ? await leaving(visit) : undefined
    if (gone) return gone
    if (config.SIGN_UP === 'closed')
      return {
        title: signUp.closed.title,
        content: (
          <OutcomeCard
            icon="info"
            {...signUp.closed}
            next={{ href: `/sign-in${search}`, text: signIn.press }}
          />
        ),
      }
    const title = fill(signUp.title, { app: config.APP_NAME })
    const of = filled(visit, state, [begin])
    return {
      title,
      end: (
        <>
          {signUp.hasAccount} <a href={`/sign-in${search}`}>{signIn.press}</a>
        </>
      ),
      content: (
        <>
          <Heading title={title} lead={signUp.lead} />
          <Form of={of}>
            <AddressField of={of} autofocus />
            <Press does={begin}>{signUp.press}</Press>
          </Form>
          {config.PROVIDERS.length > 0 && <Divider text={or} />}
          <ProviderLinks {...providerLinks(visit)} />
        </>
      ),
    }
  },
})
