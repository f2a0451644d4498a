import type { Deps } from '../deps.ts'
import type { Language } from '../language.ts'
import { requestOrigin } from '../request-origin.ts'

/** Tells the owner that somebody knew the password and then failed with one code after another (ASVS 6.3.5). */
export async function mailOfWrongCodes(
  deps: Pick<Deps, 'client' | 'mailer' | 'now'>,
  { userId, email, language, now }: { userId: string; email: string; language: Language; now: number },
): Promise<void> {
  const key = `codes-refused/${userId}/${now}`
  await deps.mailer.codesRefused({ to: email, language, key, ...requestOrigin(deps) })
}
