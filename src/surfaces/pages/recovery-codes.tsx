import { CodesList } from '../../look/account/codes-list.tsx'
import { Heading } from '../../look/heading.tsx'
import { nextOf } from './answers.ts'
import { stage } from './stage.tsx'
import type { Visit } from './visit.ts'
import { fill } from '../../look/words/naming.ts'

/** Recovery codes are shown in the answer to the form that made them, this once: no address leads to them. */
export function showCodes(visit: Visit, codes: string[]) {
  const { config, words } = visit
  const { title, text, name, owner, file, kept, ...press } = words.security.codes
  const content = (
    <>
      <Heading title={title} lead={text} />
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
