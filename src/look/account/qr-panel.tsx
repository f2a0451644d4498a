import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { CopyButton, type CopyWords } from '../copy-button.tsx'

type QrPanelProps = {
  /** From `qrCode()`: an `<svg>` with a title, without script and style. */
  svg: string
  /** The same as text, for whoever cannot scan. */
  secret: string
  /** `secret` is the label of that text: "Or enter this key". */
  words: CopyWords & { scan: Child; secret: string }
  /** The form with the first code. */
  children?: Child
}

/** A code to scan, or to type. */
export const QrPanel = ({ svg, secret, words, children }: QrPanelProps) => (
  <div class="scan">
    <div class="qr">{raw(svg)}</div>
    <div class="steps">
      <p>{words.scan}</p>
      <div class="secret">
        <span class="muted small">{words.secret}</span>
        <code>{(secret.match(/.{1,4}/g) ?? []).join(' ')}</code>
        <CopyButton text={secret} words={words} />
      </div>
      {children}
    </div>
  </div>
)
