import { type Language, LANGUAGES } from '../core/language.ts'
import type { Brand } from '../config/pages.ts'
import { BrandLinks } from './brand.tsx'
import { FormFrame } from './forms/form-frame.tsx'
import { Glyph } from './icons.tsx'
import { LANGUAGE_NAMES } from './words/language-names.ts'
import type { Words } from './words/words.ts'

/** The words around a page. */
export type FootWords = Pick<Words, 'terms' | 'privacy' | 'support'> & {
  /** The name of the switch: "Language". */
  language: string
}

export type FootProps = {
  config: Brand
  language: Language
  token: string
  /** Where the visitor is: the switch of the language leads back there. Without it there is no switch. */
  page: string | undefined
  words: FootWords
}

/** Terms, privacy and support, and the language: a form of its own. */
export const PageFoot = ({ config, language, token, page, words }: FootProps) => (
  <footer class="foot">
    <BrandLinks config={config} words={words} />
    {page !== undefined && (
      <details class="languages" data-menu>
        <summary>
          <Glyph icon="globe" />
          <span class="unseen">{words.language}: </span>
          {LANGUAGE_NAMES[language]}
          <Glyph icon="chevron" />
        </summary>
        <FormFrame token={token} to="/language" hidden={{ page }}>
          {LANGUAGES.map((each) => (
            <button
              type="submit"
              name="language"
              value={each}
              lang={each}
              aria-current={each === language ? 'true' : undefined}
            >
              {LANGUAGE_NAMES[each]}
              {each === language && <Glyph icon="done" />}
            </button>
          ))}
        </FormFrame>
      </details>
    )}
  </footer>
)
