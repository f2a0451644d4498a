import { renewRecoveryCodes } from '../../core/factors/security.ts'
import { CodesList } from '../../look/account/codes-list.tsx'
import { Heading } from '../../look/heading.tsx'
import { Notice } from '../../look/notice.tsx'
import type { AccountForm } from './account-page.tsx'
import { nextOf } from './answers.ts'
import { isReload } from './sent-before.ts'
import { stage } from './stage.tsx'
import type { Visit } from './visit.ts'
import { fill } from '../../look/words/naming.ts'

/**
 * A form that may answer recovery codes. We keep only their MACs, so nobody can look at them later, and a page that
 * is lost takes them along. Whoever loads it anew sends the form again and gets ten others, for as long as their proof is
 * fresh, and is told that the ones before are void. A page with an address of its own would need the codes in the cookie
 * or the storage of the browser, or in ours.
 */
export const withCodes = (form: AccountForm): AccountForm => ({
  ...form,
  async submit(visit, typed) {
    if (!(await isReload(visit, typed))) return form.submit(visit, typed)
    return showCodes(visit, await renewRecoveryCodes(visit.deps, visit.caller), { areOthers: true })
  },
})

/** @param options.areOthers whoever looks at them has seen others before, which they replace */
export function showCodes(
  visit: Visit,
  codes: string[],
  { areOthers = false }: { areOthers?: boolean } = {},
) {
  const { config, words } = visit
  const { title, text, name, owner, file, kept, ...press } = words.security.codes
  const content = (
    <>
      <Heading title={title} lead={text} />
      {areOthers && (
        <Notice kind="warning" said>
          {words.security.secondStep.newCodes.text}
        </Notice>
      )}
      <CodesList
        codes={codes}
        name={name}
        file={file}
        owner={fill(owner, { app: config.APP_NAME })}
        words={press}
      />
      <a class="button" href={visit.path === '/welcome' ? nextOf(visit) : '/account/security'}>
        {kept}
      </a>
    </>
  )
  return stage(visit, { title, content }, 200)
}
