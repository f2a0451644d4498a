import type { Trouble } from '../../core/federation/provider.ts'

/** So many times in a row a provider may be down before it is left alone. */
const MOST = 3
const OPEN_MS = 30_000

type State = { downs: number; openUntil: number }

/**
 * Leaves a provider alone that is down, so that nobody waits for it in vain. After a while one request tries, and
 * the others are answered until it has come back.
 *
 * @param now milliseconds since the epoch
 */
export function openBreaker({ now }: { now: () => number }) {
  const states = new Map<string, State>()

  /** @param act what it answers, whether it has asked the provider at all, and whether that has refused one person */
  return async function guarded<Answer extends object>(
    id: string,
    act: () => Promise<{ answer: Answer | Trouble; hasAsked: boolean; hasRefusedOne: boolean }>,
  ): Promise<Answer | Trouble> {
    const before = states.get(id) ?? { downs: 0, openUntil: 0 }
    if (before.openUntil > now()) return { trouble: 'down', reason: 'breaker_open' }
    // No promise is shared between requests, which the platform forbids: who tries keeps the others away by this mark.
    if (before.downs >= MOST) states.set(id, { ...before, openUntil: now() + OPEN_MS })
    const { answer, hasAsked, hasRefusedOne } = await act()
    // Or one person, in three visits, would keep everybody else out.
    const isDown = 'trouble' in answer && answer.trouble === 'down' && !hasRefusedOne
    const downs = (states.get(id)?.downs ?? 0) + 1
    if (isDown) states.set(id, { downs, openUntil: downs >= MOST ? now() + OPEN_MS : 0 })
    else if (hasAsked) states.delete(id)
    // It says nothing of a provider that it was not asked: the next one tries.
    else if (before.downs >= MOST) states.set(id, before)
    return answer
  }
}
