import type { Language } from '../../core/language.ts'
import { HUMAN_JS } from '../assets.ts'
import type { Words } from '../words/words.ts'

/** What a page with a check loads besides, in this order. The second changes with Turnstile: a copy would break. */
export const HUMAN_SCRIPTS = [HUMAN_JS, 'https://challenges.cloudflare.com/turnstile/v0/api.js']

type HumanCheckProps = { siteKey: string; language: Language; words: Pick<Words, 'human'> }

/**
 * The widget of Turnstile, in the language of the page and in its colours, light or dark. The form then has a token in a
 * field of its own, which is good for one form.
 */
export const HumanCheck = ({ siteKey, language, words }: HumanCheckProps) => (
  <div>
    <div
      class="cf-turnstile scripted"
      data-sitekey={siteKey}
      data-language={language}
      data-callback="humanShown"
      data-error-callback="humanNotShown"
    ></div>
    <noscript>
      <p class="problem">{words.human.unscripted}</p>
    </noscript>
  </div>
)
