import type { Try } from './password-try.ts'

/** A password that was right: of which account as it was then, that password hashed anew if that is due, and its try. */
export type ProvenPassword = {
  securityVersion: number
  matched: string
  rehashed: string | undefined
  tried: Try
}
