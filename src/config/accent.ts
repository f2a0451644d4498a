/** A colour as `#rrggbb`. */
type Hex = string

/** What the brand colour becomes on the grounds of one scheme. */
export type Accent = {
  /** The ground of a button. At least 3:1 against the page, so that the button can be seen. */
  fill: Hex
  /** Text on it: black or white, whichever can be read better. */
  onFill: Hex
  /** Links, icons and the focus ring. At least 4.5:1 against the page. */
  link: Hex
  /** A quiet ground, for the circle behind an icon. */
  soft: Hex
}

export type BrandColor = Record<'light' | 'dark', Accent>

const WHITE = '#ffffff'
const BLACK = '#000000'

/** The grounds of a scheme: the accent stands on each of them. */
export const GROUNDS = {
  light: { grounds: ['#f7f7f5', '#ffffff'], towards: BLACK, softness: 0.08 },
  dark: { grounds: ['#0f1115', '#16191f', '#1c2027'], towards: WHITE, softness: 0.18 },
} as const

const BUTTON_CONTRAST = 3
const TEXT_CONTRAST = 4.5

/** Makes one colour readable in both schemes: darker where the page is light, lighter where it is dark. */
export const accentsOf = (color: Hex): BrandColor => ({
  light: accentOn('light', color),
  dark: accentOn('dark', color),
})

function accentOn(scheme: keyof typeof GROUNDS, color: Hex): Accent {
  const { grounds, towards, softness } = GROUNDS[scheme]
  const readable = (wanted: number) => moved(color, towards, (each) => isReadable(each, grounds, wanted))
  const fill = readable(BUTTON_CONTRAST)
  const link = readable(TEXT_CONTRAST)
  return {
    fill,
    onFill: contrast(fill, WHITE) >= contrast(fill, BLACK) ? WHITE : BLACK,
    link,
    soft: mixed(grounds[1], link, softness),
  }
}

const isReadable = (color: Hex, grounds: readonly Hex[], wanted: number) =>
  grounds.every((ground) => contrast(color, ground) >= wanted)

const STEPS = 100

/** The nearest colour on the way to black or white that is right. */
function moved(color: Hex, towards: Hex, isRight: (color: Hex) => boolean): Hex {
  for (let step = 0; step < STEPS; step += 1) {
    const candidate = mixed(color, towards, step / STEPS)
    if (isRight(candidate)) return candidate
  }
  return towards
}

/** WCAG 2.2: the contrast of two colours, from 1 to 21. */
export function contrast(one: Hex, other: Hex): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(color: Hex): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
    const part = channel / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const channels = (color: Hex) => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))

function mixed(from: Hex, to: Hex, share: number): Hex {
  const other = channels(to)
  const parts = channels(from).map((channel, at) =>
    Math.round(channel + ((other[at] ?? 0) - channel) * share),
  )
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
