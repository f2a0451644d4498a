import type * as z from 'zod/mini'
import { Failure, type FailureCode, type Issue } from '../../core/failure.ts'
import { checkForm, type Typed } from '../../http/form.ts'
import { HUMAN_FIELD } from '../../http/human-token.ts'
import type { Visit } from './visit.ts'
import { brokenField, refusedForm } from './words/problem-words.ts'

/** A form of a page. `name` is what its field `do` says, since a page may have several. */
export type PageForm<Visitor extends Visit = Visit> = {
  name: string
  /** The field that a refusal is about. Without one it is about the whole form. */
  at?: Partial<Record<FailureCode, string>>
  /** What is said of a refusal there, where the usual sentence is too general. */
  says?: (words: Visit['words']) => Partial<Record<FailureCode, string>>
  /** What the core calls a field, where that is another name. */
  fields?: Readonly<Record<string, string>>
  submit: (visit: Visitor, typed: Typed) => Promise<Response>
}

/** A form whose fields are checked by a schema. */
export const form = <Body, Visitor extends Visit = Visit>({
  schema,
  act,
  ...facts
}: Omit<PageForm<Visitor>, 'submit'> & {
  schema: z.ZodMiniType<Body>
  act: (visit: Visitor, body: Body) => Promise<Response>
}): PageForm<Visitor> => ({
  ...facts,
  submit: async (visit, typed) => act(visit, checkForm(schema, typed)),
})

/** A sentence, and the field that it is about. */
type Problem = { field: string | undefined; text: string }

/** How a form is shown: what was typed before, and what was wrong with it. */
export type FormState = { form: string | undefined; typed: Typed; problems: readonly Problem[] }

export const UNTOUCHED: FormState = { form: undefined, typed: {}, problems: [] }

/** Secrets are typed again. Everything else stays in the form. */
const SECRETS = new Set([
  'password',
  'code',
  'code_current',
  'code_new',
  'totp',
  'recovery_code',
  'step',
  'credential',
])
const OURS = new Set(['do', 'form_token', HUMAN_FIELD])

/** Something that was typed is not kept: the form cannot be sent again as it was. */
export const losesWords = (typed: Typed): boolean =>
  Object.entries(typed).some(([name, value]) => SECRETS.has(name) && value !== '')

const isKept = (field: string): boolean => !SECRETS.has(field) && !OURS.has(field)

/** What of a form is sent again, once its sender has proven who they are: what was typed, and which button it was. */
export const isSentAgain = (field: string): boolean => field === 'do' || isKept(field)

/** The form as it is shown again, after a refusal. */
export function refusedState(
  form: PageForm<never> | undefined,
  { typed, failure, words, base }: { typed: Typed; failure: Failure } & Pick<Visit, 'words' | 'base'>,
): FormState {
  const { code, details } = failure
  const kept = Object.entries(typed).filter(([name]) => isKept(name))
  const said = { problems: words.problems, base }
  const nameOf = ({ member }: Issue) => form?.fields?.[member] ?? member
  const problems =
    code === 'invalid_input' && details.issues !== undefined
      ? details.issues.map((issue) => ({
          field: nameOf(issue),
          text: brokenField(said, nameOf(issue), issue),
        }))
      : [
          {
            field: form?.at?.[code],
            text: form?.says?.(words)[code] ?? refusedForm(said, code, details.retryAfter),
          },
        ]
  return { form: form?.name, typed: Object.fromEntries(kept), problems }
}
