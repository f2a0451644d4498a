import { base64url, sha256, utf8 } from '../../crypto/bytes.ts'
import type { Mail } from '../deliver.ts'
import { domainOf, type Sender } from '../sender.ts'

/** A line of a message may be so long (RFC 2045 §6.7, with the `=` that continues it). */
const MAX_LINE = 76
/** So many bytes of text fit into one encoded word of 75 characters. */
const MAX_WORD_BYTES = 42

/**
 * A mail as a message (RFC 5322), as DATA sends it, with the dot that ends it. No line of a part begins with
 * a dot. The `key` makes the Message-ID: all tries of one mail have the same, by which many receivers drop
 * the second copy.
 */
export async function asMessage(
  { to, subject, text, html, headers = {} }: Mail,
  { from, key, now }: { from: Sender; key: string; now: number },
): Promise<string> {
  // `=_` cannot appear in a part: there every `=` stands before two hexadecimal digits or the end of a line.
  const boundary = `=_${crypto.randomUUID()}`
  const id = base64url(await sha256(utf8(key)))
  const head = {
    From: from.name === '' ? from.email : `${displayName(from.name)} <${from.email}>`,
    To: to,
    Subject: headerText(subject),
    Date: new Date(now).toUTCString().replace('GMT', '+0000'),
    'Message-ID': `<${id}@${domainOf(from)}>`,
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, headerText(value)])),
    'MIME-Version': '1.0',
    'Content-Type': `multipart/alternative; boundary="${boundary}"`,
  }
  return [
    ...Object.entries(head).map(([name, value]) => `${name}: ${value}`),
    '',
    ...part('plain', text, boundary),
    ...part('html', html, boundary),
    `--${boundary}--`,
    '.',
    '',
  ].join('\r\n')
}

const part = (subtype: string, text: string, boundary: string) => [
  `--${boundary}`,
  `Content-Type: text/${subtype}; charset=utf-8`,
  'Content-Transfer-Encoding: quoted-printable',
  '',
  quotedPrintable(text),
]

const displayName = (name: string) =>
  isPlain(name) ? `"${name.replace(/["\\]/g, String.raw`\$&`)}"` : headerText(name)

/** Printable ASCII needs no encoding. Everything else does, a line break too, so that none gets into a header. */
const isPlain = (text: string) => /^[\x20-\x7e]*$/.test(text)

/** RFC 2047 §4.1, in words that each hold whole characters. */
function headerText(text: string): string {
  if (isPlain(text)) return text
  const words = ['']
  for (const character of text) {
    const grown = `${words.at(-1) ?? ''}${character}`
    if (utf8(grown).length > MAX_WORD_BYTES) words.push(character)
    else words[words.length - 1] = grown
  }
  return words.map((word) => `=?utf-8?B?${utf8(word).toBase64()}?=`).join('\r\n ')
}

/** RFC 2045 §6.7. */
const quotedPrintable = (text: string) =>
  text
    .split(/\r\n|\r|\n/)
    .map(quotedLine)
    .join('\r\n')

function quotedLine(line: string): string {
  const bytes = utf8(line)
  const lines: string[] = []
  let current = ''
  for (const [index, byte] of bytes.entries()) {
    const sign = quoted(byte, { isLast: index === bytes.length - 1 })
    if (current.length + sign.length >= MAX_LINE) {
      lines.push(current)
      current = ''
    }
    // A dot at the start of a line would have to be doubled (RFC 5321 §4.5.2).
    current += current === '' && sign === '.' ? encoded(byte) : sign
  }
  return [...lines, current].join('=\r\n')
}

function quoted(byte: number, { isLast }: { isLast: boolean }): string {
  const isVisible = byte > 0x20 && byte < 0x7f && byte !== 0x3d
  return isVisible || (byte === 0x20 && !isLast) ? String.fromCharCode(byte) : encoded(byte)
}

const encoded = (byte: number) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
