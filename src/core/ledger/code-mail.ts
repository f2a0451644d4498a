import type { Envelope } from '../../email/mailer.ts'
import type { Mails } from '../../email/mails.ts'
import type { Deps } from '../deps.ts'
import { requestOrigin } from '../request-origin.ts'
import type { IssuedCode } from './issue.ts'

/** What every mail with one code says: to whom, the code, how long it is good, and who asked for it. */
export const codeMail = (
  deps: Pick<Deps, 'client' | 'now'>,
  { id, codes: [code = ''], seconds }: Pick<IssuedCode, 'id' | 'codes' | 'seconds'>,
  envelope: Pick<Envelope, 'to' | 'language'> & { deadline: number },
): Envelope & Mails['signInCode'] => ({
  ...envelope,
  key: id,
  code,
  minutes: seconds / 60,
  ...requestOrigin(deps),
})
