import { CopyButton, type CopyWords } from '../copy-button.tsx'
import { Glyph, type Icon } from '../icons.tsx'

type CodesListProps = {
  codes: string[]
  /** The name of the list: "Recovery codes". */
  name: string
  /** Of the file that is downloaded: `orchard-recovery-codes.txt`. */
  file: string
  /** The first line of that file, and of what is printed: of which app and whose account. */
  owner: string
  words: CopyWords & { download: string; print: string }
}

/** Recovery codes, which are shown once. Without script they are copied by hand. */
export const CodesList = ({ codes, name, file, owner, words }: CodesListProps) => (
  <div class="codes">
    <p class="owner">{owner}</p>
    <ol role="list" aria-label={name}>
      {codes.map((code) => (
        <li>
          <code>{code}</code>
        </li>
      ))}
    </ol>
    <div class="buttons">
      <CopyButton text={codes.join('\n')} words={words} />
      <Act act="download" icon="download" text={words.download} file={file} />
      <Act act="print" icon="print" text={words.print} />
    </div>
  </div>
)

const Act = ({ act, icon, text, file }: { act: string; icon: Icon; text: string; file?: string }) => (
  <button type="button" class="button quiet small scripted" data-codes={act} data-file={file}>
    <Glyph icon={icon} />
    <span>{text}</span>
  </button>
)
