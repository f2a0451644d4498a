/** What a reader sees of the HTML of a mail, found without a browser. */

type Style = { color: string; ground: string; hidden: boolean }
/** A piece of text with its colours. */
export type Seen = { text: string; color: string; ground: string; hidden: boolean }

const VOID = new Set(['meta', 'br', 'img', '!doctype'])
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

const decoded = (text: string) =>
  text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')

const TAG = /<!--[\s\S]*?-->|<(\/?)([a-z!][a-z0-9]*)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>/gi

const declarationsOf = (style: string) =>
  new Map(
    style
      .split(';')
      .filter((each) => each.includes(':'))
      .map((each) => [each.slice(0, each.indexOf(':')).trim(), each.slice(each.indexOf(':') + 1).trim()]),
  )

/** The rules for the dark scheme, by class. */
const darkRules = (html: string) => {
  const sheet = /prefers-color-scheme:dark\)\{(.*)\}/.exec(html)?.[1] ?? ''
  return new Map([...sheet.matchAll(/\.(\w+)\{([^}]*)\}/g)].map(([, name = '', style = '']) => [name, style]))
}

/** Every text in the body of a mail, in the colours of a scheme. */
export function seenIn(html: string, scheme: 'light' | 'dark'): Seen[] {
  const rules = scheme === 'dark' ? darkRules(html) : new Map<string, string>()
  const body = html.slice(html.indexOf('<body'))
  const open: Style[] = [{ color: '', ground: '', hidden: false }]
  const seen: Seen[] = []
  let at = 0
  for (const tag of body.matchAll(TAG)) {
    const text = decoded(body.slice(at, tag.index)).trim()
    const around = open.at(-1) as Style
    if (text !== '') seen.push({ text, ...around })
    at = tag.index + tag[0].length
    const [, closing, name = '', attributes = ''] = tag
    if (tag[0].startsWith('<!--') || VOID.has(name.toLowerCase())) continue
    if (closing) open.pop()
    else open.push(within(around, attributes, rules))
  }
  return seen
}

function within(around: Style, attributes: string, rules: Map<string, string>): Style {
  const classes = (/class="([^"]*)"/.exec(attributes)?.[1] ?? '').split(' ')
  const styles = [
    decoded(/style="([^"]*)"/.exec(attributes)?.[1] ?? ''),
    ...classes.map((name) => rules.get(name) ?? ''),
  ]
  const own = declarationsOf(styles.join(';').replaceAll('!important', ''))
  return {
    color: own.get('color') ?? around.color,
    ground: own.get('background-color') ?? around.ground,
    hidden: around.hidden || own.get('display') === 'none',
  }
}

/** What can be read, as one line. The halves of a code stand together. */
export const readable = (html: string) =>
  seenIn(html, 'light')
    .filter(({ hidden }) => !hidden)
    .map(({ text }) => text)
    .join(' ')
    .replaceAll(/(?<=\b\d{4}) (?=\d{4}\b)|(?<=\b\d{3}) (?=\d{3}\b)/g, '')

/** What the list of mails shows after the subject, without the filling. */
export const preheaderOf = (html: string) =>
  seenIn(html, 'light')
    .find(({ hidden }) => hidden)
    ?.text.replaceAll(/[\u00a0\u200c]+$/g, '')

export const linksOf = (html: string) =>
  new Set([...html.matchAll(/href="([^"]*)"/g)].map(([, link = '']) => decoded(link)))
