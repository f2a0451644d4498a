import { Notice } from '../../look/notice.tsx'
import type { Visit } from './visit.ts'

/** What the form before has done. The address names it, so only what a page has words for is said. */
export const Done = ({ visit, of }: { visit: Visit; of: Readonly<Record<string, string>> }) => {
  const done = visit.c.req.query('done') ?? ''
  if (!Object.hasOwn(of, done)) return null
  return (
    <Notice kind="success" said>
      {of[done]}
    </Notice>
  )
}
