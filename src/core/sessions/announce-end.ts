import type { Deps } from '../deps.ts'

/** Seconds: as long as an access token can live, and a minute for clocks that differ. */
export const announcedFor = ({ ACCESS_TOKEN_TTL }: Pick<Deps['config'], 'ACCESS_TOKEN_TTL'>) =>
  ACCESS_TOKEN_TTL + 60

/**
 * Puts ended sessions on the list that token checks without D1 look at. Deferred: D1 has decided already,
 * and an entry takes its time to reach other locations anyway. The cron trigger writes again what KV refuses.
 */
export function announceEnd(
  {
    store,
    config,
    defer,
  }: Pick<Deps, 'defer'> & {
    store: { keyValue: Pick<Deps['store']['keyValue'], 'addRevocation'> }
    config: Pick<Deps['config'], 'ACCESS_TOKEN_TTL'>
  },
  sids: readonly string[],
): void {
  const seconds = announcedFor(config)
  for (const sid of sids) defer(store.keyValue.addRevocation(sid, { seconds }))
}
