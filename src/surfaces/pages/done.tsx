import { Notice } from '../../look/notice.tsx'
import type { AccountVisit } from './account-page.tsx'

/** What the form before has done. */
export const Done = ({
  visit: { said },
  of,
}: {
  visit: AccountVisit
  of: Readonly<Record<string, string>>
}) =>
  said !== undefined && Object.hasOwn(of, said) ? (
    <Notice kind="success" said>
      {of[said]}
    </Notice>
  ) : null
