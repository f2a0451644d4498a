import type { NewTokens, TokenAnswer } from './account-v1.ts'
import type { Ask } from './ask.ts'
import { heldOf, type SignedIn } from './signed-in.ts'

/** What every part of `client.account` asks with, and how it keeps the tokens of an answer. */
export type Keeping = ReturnType<typeof keepingTokens>

export function keepingTokens({ ask, signedIn }: { ask: Ask; signedIn: SignedIn }) {
  const keeping = async <Answer extends TokenAnswer>(answer: Answer) => {
    await signedIn.keepOpened(heldOf(answer))
    return answer
  }
  return {
    ask,
    signedIn,
    /** The tokens of a session that was opened just now. */
    keeping,
    /** New tokens in a session. One in cookies has got them in cookies, and nothing is to be kept. */
    keepingNew: async <Answer extends NewTokens>(answer: Answer) => {
      if ('access_token' in answer) await keeping(answer)
      return answer
    },
  }
}
