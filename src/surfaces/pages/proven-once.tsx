import * as z from 'zod/mini'
import { email } from '../../core/identity/fields.ts'
import { Failure } from '../../core/failure.ts'
import { nameOwner } from '../../core/federation/connect.ts'
import { labelOf } from '../../core/federation/offered.ts'
import { Heading } from '../../look/heading.tsx'
import { OutcomeCard } from '../../look/outcome-card.tsx'
import { fill } from '../../look/words/naming.ts'
import { AddressField, filled, Form, Press } from './controls.tsx'
import { form, type FormState } from './form.ts'
import { leaving } from './leaving.tsx'
import { lostCard } from './lost.tsx'
import { page } from './page.tsx'
import { askForMail } from './sign-in.tsx'
import { leaveStep, stepLeft } from './steps.ts'
import type { Visit } from './visit.ts'
import { WAITING_S } from '../../core/tokens/waiting-connection.ts'

/** Mails a code to the address, and says that only whoever owns it may be connected. */
const prove = form({
  name: 'mail',
  schema: z.object({ email }),
  async act(visit, { email: typed }) {
    const { c, deps } = visit
    const step = stepLeft(c, 'connect')
    const waiting = step && (await nameOwner(deps, { waiting: step.waiting, email: typed }))
    if (!step || waiting === undefined) throw new Failure('first_step_missing')
    leaveStep(c, 'connect', { ...step, waiting, email: typed, seconds: WAITING_S })
    return askForMail(visit, { email: typed, opens: true })
  },
})

function addressCard(
  visit: Visit,
  state: FormState,
  { provider, email: said }: { provider: string; email?: string | undefined },
) {
  const { title, text, noAddress, press } = visit.words.providers.prove
  const names = { provider: labelOf(visit.config, provider) }
  const of = filled(visit, state, [prove])
  return {
    title,
    end: <a href={`/sign-in${visit.search}`}>{visit.words.providers.known.other}</a>,
    content: (
      <>
        <Heading
          title={title}
          lead={said === undefined ? fill(noAddress, names) : fill(text, { ...names, email: said })}
        />
        <Form of={of}>
          <AddressField of={of} value={said} autofocus />
          <Press does={prove}>{press}</Press>
        </Form>
      </>
    ),
  }
}

/** Before an account at a provider can sign in: whoever has it proves once who they are here. */
export const provenOnceRoutes = [
  ...page({
    path: '/sign-in/known',
    summary: 'Sign in once to connect an account at a provider',
    forms: [],
    async show(visit) {
      const step = stepLeft(visit.c, 'connect')
      if (!step) return lostCard(visit)
      // Whoever is signed in to it here needs no more than the press.
      const gone = await leaving(visit)
      if (gone) return gone
      const { title, text, press } = visit.words.providers.known
      const names = { provider: labelOf(visit.config, step.provider), email: step.email ?? '' }
      const next = { href: `/sign-in${visit.search}`, text: press }
      return {
        title,
        content: <OutcomeCard icon="info" title={title} text={fill(text, names)} next={next} />,
      }
    },
  }),
  ...page({
    path: '/sign-in/address',
    summary: 'Prove an address to sign in with a provider',
    forms: [prove],
    show(visit, state) {
      const step = stepLeft(visit.c, 'connect')
      return step ? addressCard(visit, state, step) : lostCard(visit)
    },
  }),
]
