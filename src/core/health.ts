import type { Deps } from './deps.ts'

/** Which of the things that the service needs do not answer. Empty when all of them do. */
export async function failingParts({ store }: Pick<Deps, 'store'>): Promise<('database' | 'key-value')[]> {
  const [database, keyValue] = await Promise.allSettled([store.probes.database(), store.probes.keyValue()])
  return [
    ...(database.status === 'rejected' ? (['database'] as const) : []),
    ...(keyValue.status === 'rejected' ? (['key-value'] as const) : []),
  ]
}
