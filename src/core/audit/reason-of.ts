import { Failure } from '../failure.ts'

/** What the log may say of an error: a failure's own reason, or its kind. Other messages may hold an address. */
export function reasonOf(error: unknown): string {
  if (error instanceof Failure) return error.details.reason ?? error.code
  return error instanceof Error ? error.name : 'unknown'
}
