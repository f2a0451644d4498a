import * as z from 'zod/mini'
import type { FailureCode } from '../core/failure.ts'

/** The failures of a surface that have one status, as its dialect says them. */
export type ShownFailures = {
  status: number
  codes: FailureCode[]
  bodies: Record<string, unknown>[]
}

/** What the failures say in a member, and nothing else. */
export const saidIn = (bodies: ShownFailures['bodies'], member: string) =>
  z.enum([...new Set(bodies.map((body) => String(body[member])))])
