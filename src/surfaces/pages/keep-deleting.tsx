import * as z from 'zod/mini'
import { keepAccount } from '../../core/account/keep-account.ts'
import { Failure } from '../../core/failure.ts'
import { Heading } from '../../look/heading.tsx'
import { welcome } from './answers.ts'
import { filled, Form, Press } from './controls.tsx'
import { dayOf } from '../../core/localized.ts'
import { form } from './form.ts'
import { lostCard } from './lost.tsx'
import { page } from './page.tsx'
import { stepLeft } from './steps.ts'
import { fill } from '../../look/words/naming.ts'

const keep = form({
  name: 'keep',
  schema: z.object({}),
  async act(visit) {
    const step = stepLeft(visit.c, 'keep')
    if (!step) throw new Failure('first_step_missing')
    return welcome(visit, await keepAccount(visit.deps, { token: step.token }))
  },
})

/** After a sign-in to an account that is being deleted: one press brings it back. */
export const keepDeletingRoutes = page({
  path: '/sign-in/keep',
  summary: 'Keep an account that is being deleted',
  forms: [keep],
  show(visit, state) {
    const step = stepLeft(visit.c, 'keep')
    if (!step) return lostCard(visit)
    const { title, text, press } = visit.words.entry.deleting
    const of = filled(visit, state, [keep])
    return {
      title,
      content: (
        <>
          <Heading title={title} lead={fill(text, { date: dayOf(step.deletesAt, visit.language) })} />
          <Form of={of}>
            <Press does={keep}>{press}</Press>
          </Form>
        </>
      ),
    }
  },
})
