import type { Deps } from './deps.ts'

/** What the service stands on and does not reach. Empty when all is well. */
export async function failingParts({ store }: Pick<Deps, 'store'>): Promise<('database' | 'key-value')[]> {
  const [database, keyValue] = await Promise.allSettled([store.probes.database(), store.probes.keyValue()])
  return [
    ...(database.status === 'rejected' ? (['database'] as const) : []),
    ...(keyValue.status === 'rejected' ? (['key-value'] as const) : []),
  ]
}
