import { Notice } from '../../look/notice.tsx'
import type { AccountVisit } from './account-page.tsx'

/** Whoever came from an app because the account lacked something goes on, once it lacks nothing. */
export function GoOnToApp({ visit: { account, returnTo, words } }: { visit: AccountVisit }) {
  if (!returnTo || returnTo.isOurs || account.missing !== undefined) return null
  const { text, press } = words.apps.goOn
  return (
    <Notice kind="success">
      {text} <a href={returnTo.url}>{press}</a>
    </Notice>
  )
}
