import * as z from 'zod/mini'
import { FormFrame } from '../../look/forms/form-frame.tsx'
import { Submit } from '../../look/forms/submit.tsx'
import { OutcomeCard } from '../../look/outcome-card.tsx'
import { goTo } from './answers.ts'
import { isSentAgain } from './form.ts'
import { stage } from './stage.tsx'
import type { Visit } from './visit.ts'

const Kept = z.record(z.string(), z.string())

/** Another token than ours among it would make two of one field, and no browser could send the form. */
function readKept(text: string): Record<string, string> | undefined {
  try {
    const { data } = z.safeParse(Kept, JSON.parse(text))
    return data && Object.fromEntries(Object.entries(data).filter(([name]) => isSentAgain(name)))
  } catch {
    return undefined
  }
}

/** The proof is given: a press sends what waited for it. Without a press nothing is done in the name of the visitor. */
export function goOnCard(visit: Visit, { to, kept }: { to: string; kept: string }) {
  const fields = readKept(kept)
  if (!fields) return goTo(visit, to)
  const { confirmed } = visit.words.account
  const content = (
    <OutcomeCard icon="done" title={confirmed.title} text={confirmed.text}>
      {/* What waits may be a download, after which the page stays. */}
      <FormFrame token={visit.formToken} to={to} hidden={fields} stays>
        <Submit>{confirmed.press}</Submit>
      </FormFrame>
    </OutcomeCard>
  )
  const end = <a href={to}>{visit.words.account.confirm.cancel}</a>
  return stage(visit, { title: confirmed.title, content, end }, 200)
}
