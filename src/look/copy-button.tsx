import { Glyph } from './icons.tsx'

export type CopyWords = { copy: string; copied: string }

/** A press shows a tick in place of the sheets, for a moment, and says `copied` to whoever cannot see it. */
export const CopyButton = ({ text, words }: { text: string; words: CopyWords }) => (
  <span class="scripted">
    <button type="button" class="button quiet small swaps" data-copy={text} data-copied={words.copied}>
      <Glyph icon="copy" />
      <Glyph icon="done" />
      <span>{words.copy}</span>
    </button>
    <span class="unseen" role="status"></span>
  </span>
)
