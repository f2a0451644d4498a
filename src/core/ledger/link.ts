import type { NewChallenge, Purpose } from '../../store/tables/challenges.ts'
import type { Deps } from '../deps.ts'
import { newChallenge } from './new-challenge.ts'

/**
 * A mailed link. Its token is put into the fragment of an address, which no server on the way and no log
 * ever sees.
 *
 * @param wanted `page` is behind the link, `more` is what else the page needs to know
 */
export async function newLink(
  deps: Pick<Deps, 'config'>,
  {
    page,
    more = {},
    ...about
  }: { page: string; more?: Record<string, string>; purpose: Purpose; subject: string; now: number },
): Promise<{ link: string; challenge: NewChallenge; seconds: number }> {
  const { secret, challenge, seconds } = await newChallenge(deps, about)
  const fragment = new URLSearchParams({ token: secret, ...more })
  return { link: `${page}#${fragment.toString()}`, challenge, seconds }
}
